# Sourced by ./muzero and ./test: builds what changed, and installs what is missing for a farm or the tests. Its messages go to stderr.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$root/artifacts/bin/MuZero.Cli/release/muzero
stamp=$root/artifacts/muzero.stamp
# MSBuild takes these two from the environment; what is built with them differs.
# So do the folders that a build writes down, of a clone that was moved.
variant="Torch=${Torch-} Cuda=${Cuda-} $root"
sources=("$root"/{src,games,protos,Directory.Build.props,Directory.Packages.props,global.json})

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# True if the program is there and no source is younger than its build. A deleted file makes its folder younger.
is_built() {
    [[ -x $program && -f $stamp ]] || return 1
    local built_as
    IFS= read -r built_as <"$stamp" && [[ $built_as == "$variant" ]] || return 1
    [[ -z $(find "${sources[@]}" -newer "$stamp" -print -quit 2>&1) ]]
}

# One set-up at a time, if the system has flock (macOS has none). Children do not get the lock, because compiler servers outlive the build.
with_lock() {
    mkdir -p "$root/artifacts"
    exec 9>"$root/artifacts/setup.lock"
    if command -v flock >/dev/null && ! flock --nonblock 9; then
        say "another start is setting up; waiting for it"
        flock 9
    fi
    "$@"
    exec 9>&-
}

require_sdk() {
    if ! command -v dotnet >/dev/null; then
        say "the .NET 10 SDK is missing; install it as https://learn.microsoft.com/dotnet/core/install says (package dotnet-sdk-10.0)"
        exit 2
    fi
    if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
        say "dotnet has no SDK that global.json accepts; install the .NET 10 SDK (package dotnet-sdk-10.0)"
        exit 2
    fi
}

# The program's starter looks for the runtime in a few fixed places only.
find_runtime() {
    local dotnet
    dotnet=$(command -v dotnet) && export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$dotnet")")}
}

is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# require_packages PACKAGE...: Debian's packages; on another system the commands have to be there already.
require_packages() {
    local package missing=() become=()
    if ! command -v dpkg-query >/dev/null; then
        say "there is no apt here; install what Debian's packages $* hold, if it is missing"
        return 0
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0

    if [[ $(id -u) -ne 0 ]]; then
        # sudo may ask for a password only at a terminal.
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

# without_services PACKAGE... -- COMMAND...: Debian starts a service with its package; only its programs are wanted here.
# A package that was installed before is left as it is.
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

# build PROJECT_OR_SOLUTION
build() {
    local started=$SECONDS
    say "building ${1##*/} (the first time a minute or two; 210 MB of packages)"
    # The stamp has the time at which the build began, so a file edited meanwhile counts as newer. A file with a date in the future would
    # always count as newer, so it gets the stamp's time.
    printf '%s\n' "$variant" >"$stamp.new"
    find "${sources[@]}" -newer "$stamp.new" -exec touch -r "$stamp.new" {} +
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
    build src/MuZero.Cli
}
