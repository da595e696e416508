; The installer: for one user, without an administrator, in Simplified Chinese.
;
; Given by packaging/windows_installer.py: VERSION and NUMBERS (of the program), TREE (its files),
; TREE_MB and TREE_KB (their size), LISTS (folder with files.nsh and files.txt), PICTURES, OUT,
; SPEAK (a command that translates what NSIS itself says) and SIGN (a command, may be empty).
;
; Exit codes when run with /S: 4 Windows is too old, 5 the program or another set-up is running,
; 6 a newer version is installed, 7 the folder will not do.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
RequestExecutionLevel user
ManifestSupportedOS all
ManifestDPIAware true
ManifestLongPathAware true
CRCCheck force
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include MUI2.nsh
!include LogicLib.nsh
!include WordFunc.nsh

!define PROGRAM "睦邻台账"
!define APPID "org.mulin.taizhang"
!define RUNNING "Local\org.mulin.taizhang.running"
!define SETTING_UP "Local\org.mulin.taizhang.setup"
!define OLDEST_BUILD 17763
!define LONGEST_FOLDER 140
!define LIST "files.txt"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APPID}"
!define CLASSES "Software\Classes"
!define BOOK "Mulin.Book"

Name "${PROGRAM}"
Caption "${PROGRAM} ${VERSION} 安装"
UninstallCaption "卸载${PROGRAM}"
BrandingText "${PROGRAM} ${VERSION}　不连接网络"
OutFile "${OUT}"
InstallDir ""

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "${PROGRAM}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${PROGRAM} ${VERSION} 安装程序"
VIAddVersionKey /LANG=2052 "CompanyName" "${PROGRAM}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT License, Mulin contributors"

!define MUI_ICON "${PICTURES}/mulin.ico"
!define MUI_UNICON "${PICTURES}/mulin.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURES}/side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${PICTURES}/side.bmp"
!define MUI_ABORTWARNING

Var Former ; where an earlier version lies, or nothing
Var FormerVersion
Var Welcome

!define MUI_WELCOMEPAGE_TITLE "安装${PROGRAM} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "$Welcome"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_SUBTEXT "程序装在这里。台账另外保存在“文档”里，和程序分开。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "一般不用改，直接点“安装”。装在自己的文件夹里，不需要管理员。"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderChosen
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "装好了"
!define MUI_FINISHPAGE_TEXT "桌面和开始菜单里有“${PROGRAM}”，双击台账文件（.mulin）也能打开。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\Mulin.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${PROGRAM}"
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "只删除程序。台账、备份、设置都不会删除，以后重新安装可以接着用。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "卸载完了"
!define MUI_FINISHPAGE_TEXT "程序已经删除。台账和备份一个也没有动，还在原来的文件夹里。"
!insertmacro MUI_UNPAGE_FINISH

!insertmacro MUI_LANGUAGE "SimpChinese"
SetFont /LANG=${LANG_SIMPCHINESE} "Microsoft YaHei UI" 9

!if "${SIGN}" != ""
    !uninstfinalize '${SIGN} "%1"' = 0
!endif
; A broken copy of the installer says so in Chinese: the sentence is part of NSIS itself.
!packhdr "${LISTS}/head.exe" '${SPEAK} "${LISTS}/head.exe"'

!include "${__FILEDIR__}/shared.nsh"

; --- Before anything is done -------------------------------------------------------------------

Function .onInit
    System::Call 'ntdll::RtlGetNtVersionNumbers(*i .r0, *i .r1, *i .r2)'
    IntOp $2 $2 & 0xFFFF
    ${If} $0 < 10
    ${OrIf} $2 < ${OLDEST_BUILD}
        !insertmacro Refuse 4 "${PROGRAM}需要 Windows 10（1809 版或更新），这台电脑的 Windows 太旧，不能安装。$\r$\n$\r$\n请换一台较新的电脑，或先升级 Windows。"
    ${EndIf}
    !insertmacro OnlyOneSetUp
    Call FindFormer
    ${If} $Former != ""
        ${VersionCompare} "$FormerVersion" "${VERSION}" $0
        ${If} $0 = 1
            !insertmacro Refuse 6 "这台电脑上已装有更新的 $FormerVersion 版，不能用 ${VERSION} 版替换：旧版打不开新版保存过的台账。$\r$\n$\r$\n什么也没有改动。"
        ${EndIf}
    ${EndIf}
    ${If} $INSTDIR == ""
        ${If} $Former != ""
            StrCpy $INSTDIR $Former
        ${Else}
            StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Mulin"
        ${EndIf}
    ${EndIf}
    ${If} $Former == ""
        StrCpy $Welcome "本程序只为当前用户安装，不需要管理员，不连接网络，约占 ${TREE_MB} MB。$\r$\n$\r$\n点“下一步”开始。"
    ${ElseIf} $FormerVersion == "${VERSION}"
        StrCpy $Welcome "这台电脑上已装有这个版本，将重新安装一遍，修好缺少或损坏的程序文件。$\r$\n$\r$\n台账、备份、设置都不会动。"
    ${Else}
        StrCpy $Welcome "将把 $FormerVersion 版升级到 ${VERSION} 版。$\r$\n$\r$\n台账、备份、设置都原样保留。升级后第一次打开台账时，会先在旁边留一份升级前的副本。"
    ${EndIf}
    Push $Former
    Call WaitUntilClosed
FunctionEnd

; An earlier version counts when its files are still there.
Function FindFormer
    ReadRegStr $Former HKCU "${UNINSTALL_KEY}" "InstallLocation"
    ReadRegStr $FormerVersion HKCU "${UNINSTALL_KEY}" "DisplayVersion"
    ${If} $Former != ""
    ${AndIfNot} ${FileExists} "$Former\${LIST}"
    ${AndIfNot} ${FileExists} "$Former\Mulin.exe"
        StrCpy $Former ""
    ${EndIf}
FunctionEnd

; The page of the folder is left: what is wrong with the folder is said, and the page stays.
Function FolderChosen
    Call WhatIsWrong
    Pop $0
    ${If} $0 != ""
        MessageBox MB_OK|MB_ICONEXCLAMATION "$0"
        Abort
    ${EndIf}
FunctionEnd

; Leaves on the stack what speaks against $INSTDIR, or nothing.
Function WhatIsWrong
    StrLen $0 $INSTDIR
    ${If} $0 > ${LONGEST_FOLDER}
        Push "这个文件夹的路径太长（$0 个字符，最多 ${LONGEST_FOLDER} 个），程序会打不开，请选一个短些的。"
        Return
    ${EndIf}
    ClearErrors
    ${WordFind} "$INSTDIR" ";" "E+1{" $0
    ${If} ${Errors}
        ClearErrors
        ${WordFind} "$INSTDIR" "%" "E+1{" $0
    ${EndIf}
    ${IfNot} ${Errors}
        Push "文件夹的名字里不能有 ; 和 % 这两个符号，请另选一个。"
        Return
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\portable.txt"
        Push "这个文件夹里是免安装的${PROGRAM}，请选另一个文件夹安装，免得两个混在一起。"
        Return
    ${EndIf}
    ClearErrors
    CreateDirectory "$INSTDIR"
    GetTempFileName $0 "$INSTDIR"
    ${If} ${Errors}
        Push "不能写入这个文件夹：$\r$\n$INSTDIR$\r$\n$\r$\n请选自己的文件夹，比如用户文件夹里的。"
        Return
    ${EndIf}
    Delete "$0"
    System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l .r0, p 0, p 0) i .r1'
    System::Int64Op $0 / 1048576
    Pop $0
    RMDir "$INSTDIR" ; only when it is new: a folder with something in it stays
    StrCpy $2 ${TREE_MB}
    ${If} $Former == $INSTDIR
        StrCpy $2 40 ; what is there makes room
    ${EndIf}
    ${If} $1 <> 0
    ${AndIf} $0 < $2
        Push "磁盘空间不够：需要 $2 MB，只剩 $0 MB。请清理磁盘，或选另一个磁盘上的文件夹。"
        Return
    ${EndIf}
    Push ""
FunctionEnd

; --- The work ----------------------------------------------------------------------------------

Section "${PROGRAM}"
    ${If} ${Silent}
        Call WhatIsWrong
        Pop $0
        ${If} $0 != ""
            SetErrorLevel 7
            Quit
        ${EndIf}
    ${EndIf}
    Push $INSTDIR
    Call WaitUntilClosed
    SetDetailsPrint textonly
    ; A power cut leaves a list of what may be there: running the installer again mends everything.
    ${If} $Former != ""
        DetailPrint "正在删除旧版本的程序文件……"
        SetOutPath $TEMP
        Push $Former
        Call RemoveListed
        RMDir "$Former"
    ${EndIf}
    Push $INSTDIR
    Call RemoveListed
    DetailPrint "正在复制程序文件……"
    SetOverwrite on
    SetOutPath $INSTDIR
    File "${LISTS}/${LIST}"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    !include "${LISTS}/files.nsh"
    SetOutPath $INSTDIR
    DetailPrint "正在登记……"
    Call Register
SectionEnd

Function Register
    CreateShortcut "$SMPROGRAMS\${PROGRAM}.lnk" "$INSTDIR\Mulin.exe" "" "" 0 SW_SHOWNORMAL "" "居委会的居民、楼组、积分台账"
    ; Who took the icon off the desktop does not get it back with every new version.
    ${If} $Former == ""
    ${OrIf} ${FileExists} "$DESKTOP\${PROGRAM}.lnk"
        CreateShortcut "$DESKTOP\${PROGRAM}.lnk" "$INSTDIR\Mulin.exe" "" "" 0 SW_SHOWNORMAL "" "居委会的居民、楼组、积分台账"
    ${EndIf}
    WriteRegStr HKCU "${CLASSES}\.mulin" "" "${BOOK}"
    WriteRegStr HKCU "${CLASSES}\.mulin\OpenWithProgids" "${BOOK}" ""
    WriteRegStr HKCU "${CLASSES}\${BOOK}" "" "${PROGRAM}文件"
    WriteRegStr HKCU "${CLASSES}\${BOOK}\DefaultIcon" "" '"$INSTDIR\Mulin.exe",1'
    WriteRegStr HKCU "${CLASSES}\${BOOK}\shell\open\command" "" '"$INSTDIR\Mulin.exe" "%1"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${PROGRAM}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" '"$INSTDIR\Mulin.exe",0'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PROGRAM}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${TREE_KB}
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
    !insertmacro TellWindows
FunctionEnd

Function un.onInit
    StrCpy $0 $INSTDIR 1 -1
    ${If} $0 == "\"
        StrCpy $INSTDIR $INSTDIR -1
    ${EndIf}
    !insertmacro OnlyOneSetUp
    ${IfNot} ${FileExists} "$INSTDIR\${LIST}"
        !insertmacro Refuse 7 "找不到安装时留下的文件清单，没有把握只删除程序的文件，所以什么也没有删。$\r$\n$\r$\n请先重新安装一遍，再卸载。"
    ${EndIf}
    Push $INSTDIR
    Call un.WaitUntilClosed
FunctionEnd

Section "Uninstall"
    SetDetailsPrint textonly
    DetailPrint "正在删除程序文件，不动台账……"
    SetOutPath $TEMP
    Push $INSTDIR
    Call un.RemoveListed
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${PROGRAM}.lnk"
    Delete "$DESKTOP\${PROGRAM}.lnk"
    ReadRegStr $0 HKCU "${CLASSES}\${BOOK}\shell\open\command" ""
    ${If} $0 == '"$INSTDIR\Mulin.exe" "%1"'
        DeleteRegKey HKCU "${CLASSES}\${BOOK}"
        DeleteRegValue HKCU "${CLASSES}\.mulin\OpenWithProgids" "${BOOK}"
        ReadRegStr $0 HKCU "${CLASSES}\.mulin" ""
        ${If} $0 == "${BOOK}"
            DeleteRegValue HKCU "${CLASSES}\.mulin" ""
        ${EndIf}
        DeleteRegKey /ifempty HKCU "${CLASSES}\.mulin\OpenWithProgids"
        DeleteRegKey /ifempty HKCU "${CLASSES}\.mulin"
    ${EndIf}
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    !insertmacro TellWindows
SectionEnd
