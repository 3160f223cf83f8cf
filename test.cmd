@echo off
rem test              core, games and torch; the other projects' tests need bash, Python and Redis
rem test core         one project
rem test core --filter X    what 'dotnet test' takes goes through to it
rem The last line is "N passed, M failed" (and ", K skipped").
setlocal
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\setup.ps1" MuZero.sln || exit /b
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\test.ps1" %*
