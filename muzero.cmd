@echo off
rem Runs muzero with the arguments given; before that builds what changed since the last start. It needs the .NET 10 SDK only.
setlocal
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\setup.ps1" src/MuZero.Cli || exit /b
"%~dp0artifacts\bin\MuZero.Cli\release\muzero.exe" %*
