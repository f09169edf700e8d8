// What `nnctl summary` prints: Keras's columns (Layer (type), Output Shape, Param #) and FLOPs.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/summary.hpp"
#include "report/look.hpp"

namespace nnctl::report {

struct SummaryPage {
  std::string name;  ///< of the model; may be empty
  ModelSummary model;
  std::vector<std::pair<std::string, std::int64_t>> memory;  ///< bytes by purpose: {"parameters", 19472}
  std::string next;                                          ///< the next useful command; may be empty
};

/// The table of layers; input, parameters (trainable or not where some are frozen), FLOPs a sample, memory, next.
std::string summary_view(const Look& look, const SummaryPage& page);

}  // namespace nnctl::report
