#!/usr/bin/env bash
# Builds the farm's image without a container engine, on a Debian 12 machine, as root:
#   1. a small Debian 12 root file system with a user without rights (mmdebstrap),
#   2. pushed as the base image to a registry on this machine (skopeo; Debian's docker-registry is started if none answers),
#   3. a self-contained publish on top of it (dotnet publish -t:PublishContainer),
#   4. saved as artifacts/image/NAME-TAG.tar (an OCI archive), and its program started once under a cluster's restrictions (try.sh).
# To hand it on: skopeo copy oci-archive:artifacts/image/muzero-TAG.tar docker://registry.example.com/muzero:TAG
#   deploy/image/build.sh [TAG]               TAG is 0.2.0 by default; image muzero, for workers and for a trainer on a CPU: no libtorch
#   Torch=true deploy/image/build.sh [TAG]    image muzero-torch: with libtorch for a CPU
#   Cuda=12.8 deploy/image/build.sh [TAG]     image muzero-cuda: with libtorch for a GPU, for a trainer (several GB)
#   FRESH=1 deploy/image/build.sh             with a new base, for Debian's security updates
set -euo pipefail

# shellcheck source=build/setup.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../build/setup.sh"

tag=${1:-0.2.0}
# MSBuild takes both from the environment.
export Torch=${Torch:-$([[ -n ${Cuda-} ]] && echo true || echo false)} Cuda=${Cuda-}
name=muzero
[[ $Torch == false ]] || name=muzero-torch
[[ -z $Cuda ]] || name=muzero-cuda
registry=localhost:5000
user=64198
here=$root/deploy/image
out=$root/artifacts/image
# What the .NET runtime loads: TLS and the C++ library. libtorch comes with the program.
runtime_packages=(ca-certificates libssl3 libstdc++6 zlib1g)
build_packages=(mmdebstrap skopeo docker-registry curl)
scratch=

clean_up() {
    [[ -z ${registry_job:-} ]] || kill "$registry_job" 2>/dev/null || true
    [[ -z $scratch ]] || rm -rf "$scratch"
}
trap clean_up EXIT

# The base is made once; its name carries what it was made of.
make_base() {
    local fingerprint
    fingerprint=$({ echo "${runtime_packages[*]} $user"; sha256sum <"$here/probe"; } | sha256sum | cut -c1-12)
    base=$out/base-$fingerprint.tar
    base_image=$registry/muzero-base:$fingerprint
    [[ ! -f $base || -n ${FRESH:-} ]] || return 0

    say "making the base (a few minutes)"
    # The hooks' $1 is mmdebstrap's: the root file system.
    # shellcheck disable=SC2016
    mmdebstrap --quiet --mode=root --format=tar --variant=minbase --include="$(IFS=,; echo "${runtime_packages[*]}")" \
        --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='echo "muzero:x:'$user':" >>"$1/etc/group"' \
        --customize-hook='echo "muzero:x:'$user:$user'::/runs:/usr/sbin/nologin" >>"$1/etc/passwd"' \
        --customize-hook='install -d -o '$user' -g '$user' -m 0750 "$1/runs" "$1/spool" "$1/weights"' \
        --customize-hook="install -m 0755 '$here/probe' \"\$1/usr/local/bin/probe\"" \
        --customize-hook='find "$1/usr" -xdev -perm /6000 -type f -exec chmod a-s {} +' \
        bookworm "$base.new" >&2
    mv "$base.new" "$base"
}

# An image of one layer, in OCI's directory layout: blobs by their digest, a configuration, a manifest, an index.
write_layout() {
    local layout=$1 content layer configuration manifest
    mkdir -p "$layout/blobs/sha256"
    content=$(sha256sum <"$base" | cut -d' ' -f1)
    gzip --no-name -4 <"$base" >"$layout/layer"
    layer=$(store_blob "$layout" layer)
    cat >"$layout/configuration" <<-JSON
	{"architecture":"amd64","os":"linux","created":"$(date -u -r "$base" +%FT%TZ)",
	 "config":{"User":"$user:$user","WorkingDir":"/runs","Env":["PATH=/usr/local/bin:/usr/bin:/bin","DOTNET_EnableDiagnostics=0"]},
	 "rootfs":{"type":"layers","diff_ids":["sha256:$content"]}}
	JSON
    configuration=$(store_blob "$layout" configuration)
    cat >"$layout/manifest" <<-JSON
	{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
	 "config":{"mediaType":"application/vnd.oci.image.config.v1+json",$configuration},
	 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",$layer}]}
	JSON
    manifest=$(store_blob "$layout" manifest)
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    cat >"$layout/index.json" <<-JSON
	{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",$manifest,
	 "annotations":{"org.opencontainers.image.ref.name":"base"}}]}
	JSON
}

# store_blob LAYOUT FILE: moves the file among the blobs and prints its digest and size as JSON's inside.
store_blob() {
    local digest size
    digest=$(sha256sum <"$1/$2" | cut -d' ' -f1)
    size=$(stat -c %s "$1/$2")
    mv "$1/$2" "$1/blobs/sha256/$digest"
    printf '"digest":"sha256:%s","size":%s' "$digest" "$size"
}

answers() { curl --silent --fail --output /dev/null "http://$registry/v2/"; }

start_registry() {
    answers && return
    say "starting a registry on $registry"
    cat >"$out/registry.yml" <<-YAML
	version: 0.1
	log: {level: error}
	storage: {filesystem: {rootdirectory: $out/registry}}
	http: {addr: "$registry"}
	YAML
    docker-registry serve "$out/registry.yml" >"$out/registry.log" 2>&1 &
    registry_job=$!
    local attempt
    for attempt in {1..50}; do
        answers && return
        kill -0 "$registry_job" 2>/dev/null || break
        sleep 0.1
    done
    say "the registry did not start (attempt $attempt): $(tail -n 1 "$out/registry.log")"
    exit 1
}

copy_image() { skopeo --insecure-policy copy --quiet --src-tls-verify=false --dest-tls-verify=false "$@" >&2; }

push_base() {
    skopeo --insecure-policy inspect --tls-verify=false "docker://$base_image" >/dev/null 2>&1 && [[ -z ${FRESH:-} ]] && return
    say "pushing the base as $base_image"
    write_layout "$scratch/base"
    copy_image "oci:$scratch/base:base" "docker://$base_image"
    rm -rf "$scratch/base"
}

# In a copy of the sources, so that the repository's own build stays as it is.
publish() {
    say "publishing $registry/$name:$tag"
    mkdir -p "$scratch/source"
    cp -a "$root"/{src,games,protos,Directory.Build.props,Directory.Packages.props,global.json,.editorconfig} "$scratch/source/"
    (cd "$scratch/source" && dotnet publish src/MuZero.Cli -t:PublishContainer --nologo --verbosity quiet --configuration Release \
        --runtime linux-x64 --self-contained -p:ContainerBaseImage="$base_image" -p:ContainerRegistry="$registry" \
        -p:ContainerRepository="$name" -p:ContainerImageTag="$tag" -p:ContainerUser="$user:$user" >&2)
}

# Starts what was saved, under a cluster's restrictions: it says its version, and trains for one iteration.
try_image() {
    local archive=$out/$name-$tag.tar
    say "trying the image"
    "$here/try.sh" "$archive" --version
    if ! "$here/try.sh" "$archive" train tictactoe --seed 1 --local-dir /runs --stop '{"training_iteration": 1}' >"$out/try.log" 2>&1; then
        say "the image's program starts, but does not train; see artifacts/image/try.log"
        exit 1
    fi
    say "artifacts/image/$name-$tag.tar: $(du -h "$archive" | cut -f1), unpacked $(du -sh "${archive%.tar}.root" | cut -f1)"
}

[[ $(id -u) -eq 0 ]] || { say "only root can make a root file system; run: sudo $0 $*"; exit 2; }
require_sdk
require_packages "${build_packages[@]}"
mkdir -p "$out"
scratch=$(mktemp -d "$out/build.XXXXXX")
make_base
start_registry
push_base
publish
rm -f "$out/$name-$tag.tar" # skopeo adds to an archive that is there
copy_image "docker://$registry/$name:$tag" "oci-archive:$out/$name-$tag.tar:$name:$tag"
try_image
