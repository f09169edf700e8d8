// How many cores a container's CPU quota leaves.
#pragma once

#include <string_view>

namespace nnctl {

/// The smaller of `cores` and the whole cores in `cpu_max`, the text of a cgroup's cpu.max file ("max 100000",
/// "150000 100000": microseconds of quota and period); at least 1. Text of another form limits nothing.
/// Source: Linux, Documentation/admin-guide/cgroup-v2.rst, "cpu.max".
int limit_by_quota(int cores, std::string_view cpu_max);

}  // namespace nnctl
