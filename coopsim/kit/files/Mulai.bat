@echo off
rem coopsim: cari Python, lalu jalankan start.py. Find Python, then run start.py.
setlocal
chcp 65001 >nul
pushd "%~dp0"
if exist "python\python.exe" (
  "python\python.exe" start.py %*
  goto end
)
for %%V in ({versions}) do (
  py -%%V -c "" >nul 2>nul && (
    py -%%V start.py %*
    goto end
  )
)
python -c "" >nul 2>nul && (
  python start.py %*
  goto end
)
type no-python.txt
:end
popd
pause
