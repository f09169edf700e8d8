#!/usr/bin/env bash
# From a bare Debian 12 to a trained model: installs the packages nnctl is built with, builds it, installs it below
# $PREFIX (default /usr/local) where that is writable, and trains the genre example.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

# shellcheck disable=SC2086  # a list of words on purpose
install_packages $build_packages
cmake --preset release -DNNCTL_TESTS=OFF
cmake --build --preset release

nnctl=build/release/src/nnctl
prefix=${PREFIX:-/usr/local}
if [ -w "$prefix" ]; then
  cmake --install build/release --prefix "$prefix" --strip >/dev/null
  nnctl=$prefix/bin/nnctl
  echo "installed $nnctl"
else
  echo "not installed: $prefix is not writable; the program is $nnctl"
fi
"$nnctl" train configs/genre.yaml
