#!/usr/bin/env bash
# deploy/image/try.sh ARCHIVE ARGUMENTS...: runs the program of an OCI archive as a cluster would, but with no container engine:
# read-only root file system, user without rights, no capabilities, no new privileges; /tmp, /runs, /spool, /weights in memory.
# /try of the image is the folder TRY_FOLDER, where that is set. Needs root (mount namespaces) and skopeo.
set -euo pipefail

user=64198
archive=$(realpath "$1")
shift
[[ $(id -u) -eq 0 ]] || { echo "try.sh: only root can do that; run: sudo $0 $archive $*" >&2; exit 2; }

# Unpacked once per archive, beside it.
unpacked=${archive%.tar}.root
if [[ ! -d $unpacked || $archive -nt $unpacked ]]; then
    rm -rf "$unpacked" "$unpacked".{new,layers}
    skopeo --insecure-policy copy --quiet "oci-archive:$archive" "dir:$unpacked.layers"
    mkdir "$unpacked.new"
    # No layer of this image deletes a file of the one below, so they need only be laid on top of each other.
    skopeo --insecure-policy inspect --format '{{range .Layers}}{{println .}}{{end}}' "dir:$unpacked.layers" | while read -r layer; do
        [[ -z $layer ]] || tar --extract --gzip --file "$unpacked.layers/${layer#sha256:}" --directory "$unpacked.new"
    done
    rm -rf "$unpacked.layers"
    mkdir -p "$unpacked.new/try"
    mv "$unpacked.new" "$unpacked"
    touch "$unpacked"
fi

# In namespaces of its own for mounts and processes; all that is mounted goes with them.
# shellcheck disable=SC2016
exec unshare --mount --pid --fork --kill-child bash -c '
    set -euo pipefail
    root=$1 user=$2
    shift 2
    mount --bind "$root" "$root"
    for folder in tmp runs spool weights; do
        mount -t tmpfs -o "mode=0750,uid=$user,gid=$user,nosuid,nodev,noexec" tmpfs "$root/$folder"
    done
    [[ -z ${TRY_FOLDER:-} ]] || mount --rbind "$TRY_FOLDER" "$root/try"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -o remount,ro,bind "$root"
    exec chroot "$root" setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
        env --ignore-environment --chdir=/runs PATH=/usr/local/bin:/usr/bin:/bin DOTNET_EnableDiagnostics=0 /app/muzero "$@"' \
    try.sh "$unpacked" "$user" "$@"
