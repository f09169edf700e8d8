// What an activation makes of a shape.
#pragma once

#include "activations/activation.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

/// `shape` (rank >= 1) after the activation `name`. Throws ShapeMismatch.
Shape activated_shape(const std::string& name, const Activation& activation, const Shape& shape);

}  // namespace nnctl
