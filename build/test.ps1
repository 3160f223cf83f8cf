# Called by test.cmd: runs the tests of the projects named, by default those that need nothing but the SDK, and counts them.
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$results = Join-Path $root 'artifacts/test-results'
$names, $options = @(), @()
foreach ($word in $args) {
    if ($options.Count -gt 0 -or $word.StartsWith('-')) { $options += $word } else { $names += $word }
}
if ($names.Count -eq 0) { $names = 'core', 'games', 'torch' }

$passed = $failed = $skipped = 0
foreach ($name in $names) {
    $project = "MuZero.$($name.Substring(0, 1).ToUpperInvariant())$($name.Substring(1)).Tests"
    if (-not (Test-Path (Join-Path $root "tests/$project"))) {
        [Console]::Error.WriteLine("test: there is no test project '$name'")
        exit 2
    }
    $trx = Join-Path $results "$project.trx"
    Remove-Item $trx -ErrorAction SilentlyContinue
    dotnet test (Join-Path $root "tests/$project") --configuration Release --no-build --nologo --results-directory $results `
        --logger "trx;LogFileName=$project.trx" --logger 'console;verbosity=minimal' @options
    $status = $LASTEXITCODE
    $projectFailed = 0
    if (Test-Path $trx) {
        $counters = ([xml] (Get-Content $trx)).TestRun.ResultSummary.Counters
        $projectFailed = [int] $counters.executed - [int] $counters.passed
        $passed += [int] $counters.passed
        $skipped += [int] $counters.total - [int] $counters.executed
    }
    # A test host that died wrote no failure of its own.
    if ($status -ne 0 -and $projectFailed -eq 0) { $projectFailed = 1 }
    $failed += $projectFailed
}

$more = if ($skipped -gt 0) { ", $skipped skipped" } else { '' }
Write-Output "$passed passed, $failed failed$more"
exit [int] ($failed -gt 0 -or $passed -eq 0)
