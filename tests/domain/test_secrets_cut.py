"""What signs somebody in is taken out of texts; nothing else is."""

import pytest

from app.domain.secrets_cut import CUT, cut_secrets


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer s3cr3t",
        "authorization: Basic s3cr3t==",
        "{'Authorization': 'Bearer s3cr3t'}",
        '{"authorization": "s3cr3t"}',
        "headers=[(b'Authorization', b'Bearer s3cr3t'), (b'Accept', b'*/*')]",
        "Proxy-Authorization: Digest username=s3cr3t",
        "sent with bearer s3cr3t",
        "Set-Cookie: session=s3cr3t; path=s3cr3t",
        "GET http://me:s3cr3t@example.test/api/tags",
        "GET http://example.test/?api_key=s3cr3t&x=1",
        "X-Api-Key: s3cr3t",
        "token = s3cr3t",
        "password: 's3cr3t'",
    ],
)
def test_secrets_are_cut(line: str) -> None:
    assert "s3cr3t" not in cut_secrets(line)
    assert CUT in cut_secrets(line)


@pytest.mark.parametrize(
    "line",
    [
        "The reply has 12 tokens: fine",
        "one token, then another",
        "GET http://127.0.0.1:11434/api/tags",
        "mail to someone@example.test",
        "(b'Accept', b'*/*')",
    ],
)
def test_the_rest_is_left_alone(line: str) -> None:
    assert cut_secrets(line) == line
