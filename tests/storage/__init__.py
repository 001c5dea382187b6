"""Tests of app/storage: real files, real processes, real full disks."""
