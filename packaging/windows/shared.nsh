; What both the installer and the uninstaller do: see that nothing runs, delete what is listed.

!macro Refuse CODE SENTENCE
    MessageBox MB_OK|MB_ICONEXCLAMATION|MB_SETFOREGROUND "${SENTENCE}" /SD IDOK
    SetErrorLevel ${CODE}
    Quit
!macroend

; Leaves 1 on the stack while the program runs from anywhere, or something in the folder on the
; stack is in use (by another login, or by a terminal).
!macro InUse UN
Function ${UN}InUse
    Exch $0
    Push $1
    Push $2
    StrCpy $2 0
    System::Call 'kernel32::OpenMutexW(i 0x100000, i 0, w "${RUNNING}") p .r1'
    ${If} $1 P<> 0
        System::Call 'kernel32::CloseHandle(p r1)'
        StrCpy $2 1
    ${EndIf}
    ${If} $0 != ""
        !insertmacro InUseFile "Mulin.exe"
        !insertmacro InUseFile "mulin-cli.exe"
        !insertmacro InUseFile "python\python311.dll"
    ${EndIf}
    StrCpy $0 $2
    Pop $2
    Pop $1
    Exch $0
FunctionEnd
!macroend

!macro InUseFile NAME
    ${If} ${FileExists} "$0\${NAME}"
        ClearErrors
        FileOpen $1 "$0\${NAME}" a
        ${If} ${Errors}
            StrCpy $2 1
        ${Else}
            FileClose $1
        ${EndIf}
    ${EndIf}
!macroend

; Asks until the program is closed or the user gives up (exit code 5).
!macro WaitUntilClosed UN
Function ${UN}WaitUntilClosed
    Exch $0
    Push $1
    ${Do}
        Push $0
        Call ${UN}InUse
        Pop $1
        ${If} $1 == 0
            ${ExitDo}
        ${EndIf}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION|MB_SETFOREGROUND "${PROGRAM}正在运行。$\r$\n$\r$\n请保存手里的工作，关闭${PROGRAM}的全部窗口，再点“重试”。" /SD IDCANCEL IDRETRY +3
        SetErrorLevel 5
        Quit
    ${Loop}
    Pop $1
    Pop $0
FunctionEnd
!macroend

; Deletes what the list in the folder on the stack names: files, then folders that are empty. A
; file of the user in between stays, and so does its folder.
!macro RemoveListed UN
Function ${UN}RemoveListed
    Exch $0
    Push $1
    Push $2
    Push $3
    ClearErrors
    FileOpen $1 "$0\${LIST}" r
    ${IfNot} ${Errors}
        ${Do}
            ClearErrors
            FileReadUTF16LE $1 $2
            ${If} ${Errors}
                ${ExitDo}
            ${EndIf}
            StrCpy $2 $2 -2 ; the end of the line
            StrCpy $3 $2 1 -1
            ${If} $3 == "\"
                RMDir "$0\$2"
            ${ElseIf} $2 != ""
                Push "$0\$2"
                Call ${UN}DeletePatiently
            ${EndIf}
        ${Loop}
        FileClose $1
        Delete "$0\${LIST}"
    ${EndIf}
    Delete "$0\uninstall.exe"
    Pop $3
    Pop $2
    Pop $1
    Pop $0
FunctionEnd

; An antivirus program may hold a file for a moment.
Function ${UN}DeletePatiently
    Exch $0
    Push $1
    ${For} $1 1 10
        ClearErrors
        Delete "$0"
        ${IfNot} ${Errors}
            ${ExitFor}
        ${EndIf}
        Sleep 200
    ${Next}
    Pop $1
    Pop $0
FunctionEnd
!macroend

!insertmacro InUse ""
!insertmacro InUse "un."
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."
!insertmacro RemoveListed ""
!insertmacro RemoveListed "un."

!macro TellWindows
    ; The icons and programs of files have changed.
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro OnlyOneSetUp
    System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${SETTING_UP}") p .r0 ?e'
    Pop $1
    ${If} $1 = 183
        !insertmacro Refuse 5 "${PROGRAM}的另一个安装或卸载程序正在运行，请先完成或关闭那一个。"
    ${EndIf}
!macroend
