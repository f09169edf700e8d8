#!/usr/bin/env bash
# The whole test run: all tests in a development build with warnings as errors, the unit tests once more with the
# address and undefined-behaviour sanitizers, formatting and generated files included. Ends with ctest's summary.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

# shellcheck disable=SC2086  # lists of words on purpose
install_packages $build_packages $test_packages
cmake --preset dev
cmake --build --preset dev
cmake --preset asan
cmake --build --preset asan --target tests/unit/all

# Both builds' tests as one list, so that there is one summary.
mkdir -p build/all
cat >build/all/CTestTestfile.cmake <<TESTS
subdirs("$PWD/build/dev" "$PWD/build/asan/tests/unit")
TESTS
export ASAN_OPTIONS=allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
ctest --test-dir build/all --output-on-failure --no-tests=error --parallel "$(nproc)"
