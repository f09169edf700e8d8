#!/usr/bin/env bash
# Puts the four files of Fashion-MNIST into data/fashion-mnist, from Debian's package dataset-fashion-mnist (installed if
# it is missing, which needs root). See data/fashion-mnist/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh
install_packages dataset-fashion-mnist

# fetch FILE TIME SHA256: the package's deflate stream behind the original gzip header.
fetch() {
  local packed
  packed=$(dpkg -L dataset-fashion-mnist | grep "/$1\.gz\$")
  { printf "\x1f\x8b\x08\x08$2\x00\x03$1\x00"; tail -c +11 "$packed"; } > "data/fashion-mnist/$1.gz"
  echo "$3  data/fashion-mnist/$1.gz" | sha256sum --check
}

fetch train-images-idx3-ubyte '\xde\xe9\xa7\x59' 3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84
fetch train-labels-idx1-ubyte '\xde\xe9\xa7\x59' a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845
fetch t10k-images-idx3-ubyte '\xf3\xe9\xa7\x59' 346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073
fetch t10k-labels-idx1-ubyte '\xf3\xe9\xa7\x59' 67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5
