// What the three crossentropies share: the range probabilities are kept in, and the activations that make sense
// before them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "losses/loss.hpp"

namespace nnctl {

/// keras.config.epsilon(): probabilities are clipped to [1e-7, 1 - 1e-7] (0.99999988 in float) before their logarithm.
constexpr double kLossEpsilon = 1e-7;
constexpr auto kLeastProbability = static_cast<Real>(kLossEpsilon);
constexpr auto kLargestProbability = static_cast<Real>(1 - kLossEpsilon);

inline Real clipped(Real probability) { return std::clamp(probability, kLeastProbability, kLargestProbability); }
/// Where the clip lets the gradient through.
inline bool inside_clip(Real probability) {
  return probability >= kLeastProbability && probability <= kLargestProbability;
}

/// Why a crossentropy cannot be meant for an output with this activation; empty when it can. `accepted` are the
/// activations that give the probabilities it takes, the usual one first.
std::string crossentropy_mismatch(std::string_view loss, bool from_logits, std::string_view activation,
                                  std::span<const std::string_view> accepted);

}  // namespace nnctl
