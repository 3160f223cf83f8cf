# Sourced by ./muzero and ./test: installs what is missing and builds what changed. All that it says goes to stderr.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$root/artifacts/bin/MuZero.Cli/release/muzero
stamp=$root/artifacts/muzero.stamp
# libtorch calls whatever BLAS the system has: OpenBLAS is 20 times as fast here as the reference one that Debian installs with it.
native_packages=(libtorch-dev libopenblas0-pthread cmake g++)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# True where the program is there and no source is younger than its build. A deleted file makes its folder younger.
is_built() {
    [[ -x $program && -f $stamp ]] || return 1
    local sources=("$root"/{src,games,protos,Directory.Build.props,Directory.Packages.props,global.json})
    [[ -z $(find "${sources[@]}" -newer "$stamp" -print -quit 2>&1) ]]
}

# One set-up at a time; the lock is not handed to children, because compiler servers outlive the build.
with_lock() {
    mkdir -p "$root/artifacts"
    exec 9>"$root/artifacts/setup.lock"
    if ! flock --nonblock 9; then
        say "another start is setting up; waiting for it"
        flock 9
    fi
    "$@"
    exec 9>&-
}

require_sdk() {
    if ! command -v dotnet >/dev/null; then
        say "the .NET 10 SDK is missing; install it as https://learn.microsoft.com/dotnet/core/install/linux-debian says (package dotnet-sdk-10.0)"
        exit 2
    fi
    if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
        say "dotnet has no SDK that global.json accepts; install the .NET 10 SDK (package dotnet-sdk-10.0)"
        exit 2
    fi
}

# Where the SDK is not in a place that programs look in by themselves.
find_runtime() {
    local dotnet
    dotnet=$(command -v dotnet) && export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$dotnet")")}
}

is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

require_packages() {
    local package missing=() become=()
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0

    if [[ $(id -u) -ne 0 ]]; then
        # sudo may ask for a password only where somebody can type it.
        if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; }; then
            say "packages are missing and only root may install them; run: sudo apt-get install -y ${missing[*]}"
            exit 2
        fi
        become=(sudo)
    fi
    install_packages "${missing[@]}"
}

install_packages() {
    local install=("${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
    say "installing $* (once; a minute or two)"
    # A fresh machine has no package lists, an old one has outdated ones.
    if ! "${install[@]}" >&2 9>&-; then
        say "refreshing the package lists"
        "${become[@]}" apt-get update -q >&2 9>&- || true
        "${install[@]}" >&2 9>&- || {
            say "the packages could not be installed; see above, then run: sudo apt-get install -y $*"
            exit 2
        }
    fi
}

# without_services PACKAGE... -- COMMAND...: Debian starts a service with its package; what is wanted here is only its programs. What had
# been installed before is left as it is.
without_services() {
    local service new=() become=()
    for ((; $# > 0; )); do
        service=$1
        shift
        [[ $service != -- ]] || break
        is_installed "$service" || new+=("$service")
    done
    "$@"
    [[ $(id -u) -eq 0 ]] || become=(sudo -n)
    for service in "${new[@]}"; do
        is_installed "$service" || continue
        if [[ -d /run/systemd/system ]]; then
            "${become[@]}" systemctl disable --now --quiet "$service" >&2 || say "the service $service could not be stopped"
        else
            "${become[@]}" service "$service" stop >/dev/null 2>&1 || true
        fi
    done
}

build_shim() {
    [[ -f $root/artifacts/native/libtorchsharp_shim.so ]] || say "building the native shim (once; under a minute)"
    bash "$root/src/Upstream/TorchSharp/native/build.sh" >&2 9>&- || exit 1
}

# build PROJECT_OR_SOLUTION
build() {
    local started=$SECONDS
    say "building ${1##*/} (the first time a minute or two)"
    # The stamp's time is the build's beginning: what is edited meanwhile counts as younger.
    touch "$stamp.new"
    if ! dotnet build "$root/$1" --configuration Release --nologo --verbosity quiet "-clp:ErrorsOnly;NoSummary" >&2 9>&-; then
        say "the build failed; see above"
        exit 1
    fi
    mv "$stamp.new" "$stamp"
    say "built in $((SECONDS - started)) s"
}

set_up_program() {
    is_built && return
    require_sdk
    require_packages "${native_packages[@]}"
    build_shim
    build src/MuZero.Cli
}
