#include "losses/crossentropy.hpp"

#include <array>

#include <fmt/format.h>

namespace nnctl {

namespace {

/// `accepted` are the activations that give the probabilities it takes, the usual one first.
std::string crossentropy_mismatch(std::string_view loss, bool from_logits, std::string_view activation,
                                  std::span<const std::string_view> accepted) {
  if (from_logits) {
    constexpr std::array<std::string_view, 5> kProbabilities{"softmax", "sigmoid", "hard_sigmoid", "sparsemax",
                                                             "sparse_sigmoid"};
    if (std::ranges::find(kProbabilities, activation) == kProbabilities.end()) return {};
    return fmt::format("{} with from_logits takes an output without activation, got {}; remove one of the two", loss,
                       activation);
  }
  if (std::ranges::find(accepted, activation) != accepted.end()) return {};
  const bool raw = activation.empty() || activation == "linear";
  return fmt::format("{} needs an output with activation {}, got {}; {}", loss, accepted.front(),
                     activation.empty() ? std::string_view("none") : activation,
                     raw ? fmt::format("write 'activation: {}', or 'from_logits: true' in the loss", accepted.front())
                         : fmt::format("write 'activation: {}'", accepted.front()));
}

}  // namespace

schema::Check<std::int64_t> last_axis() {
  schema::Node only = schema::Node::map();
  only.set("const", schema::Node::integer(-1));
  return {"-1, the last axis", [](const std::int64_t& axis) { return axis == -1; }, only};
}

std::string binary_mismatch(std::string_view name, const Loss& loss, bool from_logits, std::int64_t columns,
                            std::string_view activation) {
  constexpr std::array<std::string_view, 3> kAccepted{"sigmoid", "hard_sigmoid", "sparse_sigmoid"};
  if (columns != 1) {
    return fmt::format("{} needs one output, got {} columns; for one output a class use {}", name, columns,
                       loss.for_more_classes());
  }
  if (activation == "softmax" && !from_logits) {
    return fmt::format("{} needs an output with activation sigmoid, got softmax; with one output a class use {}", name,
                       loss.for_more_classes());
  }
  return crossentropy_mismatch(name, from_logits, activation, kAccepted);
}

std::string categorical_mismatch(std::string_view name, bool from_logits, std::int64_t columns,
                                 std::string_view activation) {
  constexpr std::array<std::string_view, 2> kAccepted{"softmax", "sparsemax"};
  if (columns == 1) return fmt::format("{} needs one output a class, got 1 column", name);
  return crossentropy_mismatch(name, from_logits, activation, kAccepted);
}

}  // namespace nnctl
