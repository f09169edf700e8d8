#include "layers/geometry.hpp"

#include <algorithm>

namespace nnctl {

namespace {

AxisGeometry valid(std::int64_t inputs, const AxisWindow& window) {
  const std::int64_t room = inputs - window.reach();
  return {.outputs = room < 0 ? 0 : room / window.stride + 1};
}

}  // namespace

AxisGeometry axis_geometry(std::int64_t inputs, const AxisWindow& window, Padding padding) {
  if (padding == Padding::kValid) return valid(inputs, window);
  const std::int64_t outputs = (inputs + window.stride - 1) / window.stride;
  const std::int64_t total = std::max<std::int64_t>((outputs - 1) * window.stride + window.reach() - inputs, 0);
  return {outputs, total / 2, total - total / 2};
}

AxisGeometry axis_geometry(std::int64_t inputs, const AxisWindow& window, TimePadding padding) {
  if (padding != TimePadding::kCausal) {
    return axis_geometry(inputs, window, padding == TimePadding::kSame ? Padding::kSame : Padding::kValid);
  }
  const std::int64_t before = window.reach() - 1;
  return {valid(inputs + before, window).outputs, before, 0};
}

}  // namespace nnctl

namespace nnctl::schema {

const std::vector<Choice<Padding>>& Choices<Padding>::all() {
  static const std::vector<Choice<Padding>> list = {{"valid", Padding::kValid}, {"same", Padding::kSame}};
  return list;
}

const std::vector<Choice<TimePadding>>& Choices<TimePadding>::all() {
  static const std::vector<Choice<TimePadding>> list = {
      {"valid", TimePadding::kValid}, {"same", TimePadding::kSame}, {"causal", TimePadding::kCausal}};
  return list;
}

}  // namespace nnctl::schema
