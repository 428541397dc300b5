<#
.SYNOPSIS
    Restores, builds, tests and packs AkkaH2. Only calls dotnet: whatever this does, the command it prints does too.
.EXAMPLE
    ./build.ps1                                   # restore, build, test
.EXAMPLE
    ./build.ps1 build -Configuration Debug
.EXAMPLE
    ./build.ps1 pack                              # packages and their symbols in artifacts/packages
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('restore', 'build', 'test', 'pack')]
    [string[]] $Target = @('restore', 'build', 'test'),

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Dotnet {
    Write-Host "dotnet $args" -ForegroundColor Cyan
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

foreach ($step in $Target) {
    switch ($step) {
        'restore' { Invoke-Dotnet restore AkkaH2.sln }
        'build'   { Invoke-Dotnet build AkkaH2.sln -c $Configuration }
        'test'    { Invoke-Dotnet test AkkaH2.sln -c $Configuration }
        'pack'    { Invoke-Dotnet pack AkkaH2.sln -c $Configuration -o artifacts/packages -p:ContinuousIntegrationBuild=true }
    }
}
