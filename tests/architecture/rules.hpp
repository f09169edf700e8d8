// The rules of the house as functions over source text, so that the rules themselves can be tested.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nnctl::architecture {

/// A file of the repository, `path` from its root: "src/layers/dense.cpp".
struct SourceFile {
  std::string path;
  std::string text;
};

/// What each module may include: itself and everything below it.
using Dag = std::map<std::string, std::set<std::string>>;

/// Reads the "module: dependency dependency" lines that cmake/NnctlModule.cmake writes, lower modules first, and makes
/// them transitive. Throws std::runtime_error for a dependency that is not listed above its user.
Dag parse_dag(std::string_view text);

/// "src/layers/dense.cpp:3: ..." for each breach; empty for a file that keeps the rules.
std::vector<std::string> breaches(const SourceFile& file, const Dag& dag);

/// The same for all files together: also that a quoted include names one of them.
std::vector<std::string> breaches(const std::vector<SourceFile>& files, const Dag& dag);

}  // namespace nnctl::architecture
