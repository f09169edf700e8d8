#include "layers/activated_shape.hpp"

#include <fmt/format.h>

#include "layers/layer.hpp"

namespace nnctl {

Shape activated_shape(const std::string& name, const Activation& activation, const Shape& shape) {
  const std::int64_t columns = activation.output_columns(shape[-1]);
  if (columns < 1) {
    throw ShapeMismatch(fmt::format("activation '{}' halves the last axis, which must be even, got {} in {}", name,
                                    shape[-1], to_string_with_batch(shape)),
                        "make that axis even, or choose another activation");
  }
  return shape.with_last(columns);
}

}  // namespace nnctl
