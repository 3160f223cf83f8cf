# Called by muzero.cmd and test.cmd with a project or solution: builds it if a source is younger than its last build.
# All that it says goes to stderr.
param([string] $project)
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$stamp = Join-Path $root "artifacts/$(Split-Path -Leaf $project).stamp"
# MSBuild takes these two from the environment; what is built with them differs.
$variant = "Torch=$env:Torch Cuda=$env:Cuda"
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = $env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'

function Say([string] $text) { [Console]::Error.WriteLine("muzero: $text") }

# A deleted file makes its folder younger.
function Test-Built {
    if (-not (Test-Path $stamp) -or (Get-Content $stamp -TotalCount 1) -ne $variant) { return $false }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $folders = if ($project -like '*.sln') { 'src', 'games', 'protos', 'tests' } else { 'src', 'games', 'protos' }
    foreach ($folder in $folders) {
        $path = Join-Path $root $folder
        foreach ($entry in @(Get-Item $path) + @(Get-ChildItem $path -Recurse -Force)) {
            if ($entry.LastWriteTimeUtc -gt $built) { return $false }
        }
    }
    foreach ($file in 'Directory.Build.props', 'Directory.Packages.props', 'global.json') {
        if ((Get-Item (Join-Path $root $file)).LastWriteTimeUtc -gt $built) { return $false }
    }
    return $true
}

if (Test-Built) { exit 0 }
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Say 'the .NET 10 SDK is missing; run: winget install Microsoft.DotNet.SDK.10'
    exit 2
}
# cmd throws away what dotnet says; Windows PowerShell would take its stderr for an error of this script.
Push-Location $root
cmd /c 'dotnet --version >nul 2>nul'
$hasSdk = $LASTEXITCODE -eq 0
Pop-Location
if (-not $hasSdk) {
    Say 'dotnet has no SDK that global.json accepts; run: winget install Microsoft.DotNet.SDK.10'
    exit 2
}

# One set-up at a time: the file is open as long as this process lives.
New-Item -ItemType Directory -Force (Join-Path $root 'artifacts') | Out-Null
$lock = $null
while (-not $lock) {
    try { $lock = [IO.File]::Open((Join-Path $root 'artifacts/setup.lock'), 'OpenOrCreate', 'ReadWrite', 'None') }
    catch [IO.IOException] { Start-Sleep -Milliseconds 200 }
}
if (Test-Built) { exit 0 }
Say "building $(Split-Path -Leaf $project) (the first time a minute or two; 210 MB of packages)"
# The stamp's time is the build's beginning: what is edited meanwhile counts as younger.
Set-Content "$stamp.new" $variant
dotnet build (Join-Path $root $project) --configuration Release --nologo --verbosity quiet '-clp:ErrorsOnly;NoSummary' |
    ForEach-Object { [Console]::Error.WriteLine($_) }
if ($LASTEXITCODE -ne 0) {
    Say 'the build failed; see above'
    exit 1
}
Move-Item -Force "$stamp.new" $stamp
