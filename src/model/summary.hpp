// A model in figures: what `nnctl summary` shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/plan.hpp"

namespace nnctl {

struct LayerSummary {
  std::string name;
  std::string type;
  Shape output;
  std::int64_t parameters = 0;
  std::int64_t flops = 0;  ///< forward, one sample
  bool trainable = true;   ///< false when it has parameters and `trainable: false` freezes them
};

struct ModelSummary {
  Shape input;
  std::vector<LayerSummary> layers;
  std::int64_t total_parameters = 0;
  std::int64_t trainable_parameters = 0;
  std::int64_t flops_per_sample = 0;
};

ModelSummary summarize(const ModelPlan& plan);

}  // namespace nnctl
