// What the crossentropies share: the activations that make sense before them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "costs/probability.hpp"
#include "losses/loss.hpp"

namespace nnctl {

using costs::clipped;
using costs::inside_clip;

/// The key `axis`: a row's columns are the only axis there is to choose.
schema::Check<std::int64_t> last_axis();
constexpr const char* kAxisText = "Axis of the columns: the last, -1.";

/// Why a crossentropy cannot be meant for an output with this activation; empty when it can.
std::string binary_mismatch(std::string_view name, const Loss& loss, bool from_logits, std::int64_t columns,
                            std::string_view activation);
std::string categorical_mismatch(std::string_view name, bool from_logits, std::int64_t columns,
                                 std::string_view activation);

}  // namespace nnctl
