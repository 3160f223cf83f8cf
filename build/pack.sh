#!/usr/bin/env bash
# build/pack.sh: all packages, the tool and the template, into artifacts/packages.
# A version that is packed again replaces the one in NuGet's cache, so that the next restore takes the new one.
set -euo pipefail

# shellcheck source=build/setup.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/setup.sh"

packages=$root/artifacts/packages
# Folders of their own: the tool is built without libtorch, and the lock files of the ordinary build stay as they are.
options=(--configuration Release --output "$packages" --nologo --verbosity quiet "-p:ArtifactsPath=$root/artifacts/pack")

pack() {
    say "packing $1"
    dotnet pack "$root/$1" "${options[@]}" "${@:2}" >&2
}

forget_cached() {
    local name cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
    for name in muzero.core muzero.games muzero.torch muzero.farm muzero.sqlite muzero.plots; do
        rm -rf "${cache:?}/$name/$1"
    done
}

require_sdk
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
rm -rf "$packages"
pack src/MuZero.Core
pack games/MuZero.Games
pack src/MuZero.Farm
pack src/MuZero.Sqlite
pack src/MuZero.Plots
pack src/MuZero.Torch -p:Packing=true
pack src/MuZero.Cli -p:Torch=false
pack templates
forget_cached "$version"
ls "$packages"
