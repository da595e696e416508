/* Mulin.exe and mulin-cli.exe: start the Python that lies in the package, and nothing else.

   Built once for windows and once (with -DTERMINAL) for terminals. It uses only what Windows 7
   has, so that an old system gets a sentence and not a missing entry point. All messages are whole
   Chinese sentences: in a box when there is a window, on stderr when there is a terminal. */

#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0601
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include "parts.h"

#define TITLE L"睦邻台账"
#define RUNNING L"Local\\org.mulin.taizhang.running"
#define OLDEST_BUILD 17763
#define EXIT_OLD 101
#define EXIT_BROKEN 102

#ifndef LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR
#define LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR 0x00000100
#define LOAD_LIBRARY_SEARCH_DEFAULT_DIRS 0x00001000
#endif

typedef LONG(WINAPI *version_teller)(OSVERSIONINFOW *);
typedef int (*python_main)(int, wchar_t **);

static int quiet; /* a child that reads a sheet has nobody who could press OK */

static void write_to_terminal(const wchar_t *words)
{
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode, done;
    if (out == NULL || out == INVALID_HANDLE_VALUE)
        return;
    if (GetConsoleMode(out, &mode)) {
        WriteConsoleW(out, words, (DWORD)wcslen(words), &done, NULL);
        WriteConsoleW(out, L"\r\n", 2, &done, NULL);
        return;
    }
    int size = WideCharToMultiByte(CP_UTF8, 0, words, -1, NULL, 0, NULL, NULL);
    char *octets = malloc((size_t)size + 1);
    if (octets == NULL)
        return;
    WideCharToMultiByte(CP_UTF8, 0, words, -1, octets, size, NULL, NULL);
    octets[size - 1] = '\n';
    WriteFile(out, octets, (DWORD)size, &done, NULL);
    free(octets);
}

static void tell(const wchar_t *words)
{
#ifdef TERMINAL
    write_to_terminal(words);
#else
    if (quiet)
        write_to_terminal(words);
    else
        MessageBoxW(NULL, words, TITLE, MB_OK | MB_ICONERROR | MB_SETFOREGROUND);
#endif
}

static int broken(const wchar_t *part)
{
    wchar_t words[1024];
    _snwprintf(words, 1023,
               L"睦邻台账的程序文件不完整，缺少或损坏的是：\n%ls\n\n"
               L"可能是复制时中断了，或被杀毒软件隔离了。请重新运行安装程序，或重新解压整个压缩包。"
               L"台账不受影响。",
               part);
    words[1023] = 0;
    tell(words);
    return EXIT_BROKEN;
}

static int too_old(void)
{
    OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof version};
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    version_teller teller =
        ntdll ? (version_teller)(void *)GetProcAddress(ntdll, "RtlGetVersion") : NULL;
    if (teller == NULL || teller(&version) != 0)
        return 0;
    if (version.dwMajorVersion > 10 ||
        (version.dwMajorVersion == 10 && version.dwBuildNumber >= OLDEST_BUILD))
        return 0;
    tell(L"睦邻台账需要 Windows 10（1809 版或更新）的 64 位系统，这台电脑的 Windows 太旧，不能运行。\n\n"
         L"请换一台较新的电脑，或先升级 Windows。台账文件不受影响，可以拿到别的电脑上打开。");
    return 1;
}

/* The folder of the program with a backslash at its end, of any length; NULL without memory. */
static wchar_t *own_folder(void)
{
    for (DWORD room = 512; room <= 65536; room *= 2) {
        wchar_t *path = malloc(room * sizeof *path);
        if (path == NULL)
            return NULL;
        DWORD used = GetModuleFileNameW(NULL, path, room);
        if (used > 0 && used < room) {
            wchar_t *end = wcsrchr(path, L'\\');
            if (end != NULL) {
                end[1] = 0;
                return path;
            }
        }
        free(path);
    }
    return NULL;
}

static wchar_t *joined(const wchar_t *folder, const wchar_t *name)
{
    size_t room = wcslen(folder) + wcslen(name) + 1;
    wchar_t *path = malloc(room * sizeof *path);
    if (path != NULL) {
        wcscpy(path, folder);
        wcscat(path, name);
    }
    return path;
}

/* The first part that is not there, or not of the size it was built with (0: any), or NULL. */
static const wchar_t *wanting(const wchar_t *folder)
{
    for (size_t n = 0; n < sizeof PARTS / sizeof PARTS[0]; n++) {
        WIN32_FILE_ATTRIBUTE_DATA found;
        wchar_t *path = joined(folder, PARTS[n].name);
        if (path == NULL)
            return NULL;
        BOOL there = GetFileAttributesExW(path, GetFileExInfoStandard, &found);
        free(path);
        if (!there || (PARTS[n].size && found.nFileSizeLow != PARTS[n].size))
            return PARTS[n].name;
    }
    return NULL;
}

static int start(const wchar_t *folder, int count, wchar_t **given)
{
    const wchar_t *part = wanting(folder);
    if (part != NULL)
        return broken(part);
    wchar_t *library = joined(folder, L"python\\python311.dll");
    wchar_t *script = joined(folder, L"app\\mulin_start.pyc");
    wchar_t **words = calloc((size_t)count + 8, sizeof *words);
    if (library == NULL || script == NULL || words == NULL)
        return broken(L"内存不足");
    HMODULE python = LoadLibraryExW(
        library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    python_main run = python ? (python_main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (run == NULL)
        return broken(L"python\\python311.dll");
    int n = 0;
    words[n++] = given[0];
    words[n++] = L"-I"; /* nothing from the environment, the registry or the user's own Python */
    words[n++] = L"-B"; /* nothing written beside the program */
    words[n++] = L"-X";
    words[n++] = L"utf8=1";
    words[n++] = script;
    for (int word = 1; word < count; word++)
        words[n++] = given[word];
    return run(n, words);
}

int wmain(void)
{
    int count = 0;
    wchar_t **given = CommandLineToArgvW(GetCommandLineW(), &count);
    if (given == NULL || count < 1)
        return broken(L"命令行");
    quiet = count > 1 && wcscmp(given[1], L"--read-sheet") == 0;
    /* No library is ever taken from the folder that the program was started in. */
    SetDllDirectoryW(L"");
    if (too_old())
        return EXIT_OLD;
    /* Held to the end: the installer looks for it. */
    CreateMutexW(NULL, FALSE, RUNNING);
    wchar_t *folder = own_folder();
    if (folder == NULL)
        return broken(L"程序所在的文件夹");
    return start(folder, count, given);
}
