; The installer for Windows: for one person, without administrator rights, silent with /S (and /D=FOLDER, last).
; packaging/installers_elsewhere.py defines VERSION NUMBERS PUBLISHER PAYLOAD OUTPUT ICON LICENCE.
; Chats and models are in %LOCALAPPDATA%\arriero: neither an update nor the uninstaller touches them.

Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
RequestExecutionLevel user

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Arriero"
!define SCHEME "Software\Classes\arriero"

Name "Arriero"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Arriero"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "Arriero ${VERSION}"

VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Arriero"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Arriero installer"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}. MIT licence."

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\arriero.exe"

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A running program holds its files: none may be replaced or removed half.
!macro REFUSE_WHILE_RUNNING
  ${If} ${FileExists} "$INSTDIR\arriero.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\arriero.exe" a
    ${If} ${Errors}
      MessageBox MB_ICONEXCLAMATION|MB_OK "Arriero is running. Please quit it, then start this again." /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section "Arriero"
  !insertmacro REFUSE_WHILE_RUNNING
  ; What an earlier version had and this one has not must not stay.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Arriero.lnk" "$INSTDIR\arriero.exe"

  WriteRegStr HKCU "${SCHEME}" "" "URL:Arriero"
  WriteRegStr HKCU "${SCHEME}" "URL Protocol" ""
  WriteRegStr HKCU "${SCHEME}\DefaultIcon" "" "$INSTDIR\arriero.exe,0"
  ; The program reads one word behind --link and nothing else: a page cannot add options.
  WriteRegStr HKCU "${SCHEME}\shell\open\command" "" '"$INSTDIR\arriero.exe" --link "%1"'

  WriteRegStr HKCU "${KEY}" "DisplayName" "Arriero"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\arriero.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro REFUSE_WHILE_RUNNING
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\arriero.exe"
  Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
  Delete "$INSTDIR\uninstall.exe"
  ; Only when it is empty: somebody may have chosen a folder with files of their own.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Arriero.lnk"
  DeleteRegKey HKCU "${SCHEME}"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
