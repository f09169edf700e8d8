# Sourced by the scripts beside it: what Debian 12 must have installed, and how to install what is missing.
build_packages="g++ cmake ninja-build pkg-config libyaml-cpp-dev libcli11-dev libfmt-dev libopenblas-dev libxxhash-dev zlib1g-dev
  libzip-dev nlohmann-json3-dev"
test_packages="catch2 clang-format-14"

# install_packages PACKAGE...: needs root and the distribution's mirror only when a package is missing.
install_packages() {
  missing=""
  for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    as_root=""
  elif command -v sudo >/dev/null; then
    as_root="sudo"
  else
    echo "error: these packages are missing, and installing them needs root:$missing" >&2
    return 1
  fi
  $as_root apt-get update
  # shellcheck disable=SC2086  # lists of words on purpose
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}
