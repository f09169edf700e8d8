// Walks some axes of a tensor while a second place, counted with strides of its own, goes along: the weight or the
// random number that belongs to a value.
#pragma once

#include <array>
#include <cstdint>

#include "tensor/shape.hpp"

namespace nnctl {

class StridedAxes {
 public:
  /// The next axis, inside all those before it. `partner_stride`: how far the partner goes with each step, 0 where
  /// neighbours share one.
  void add(std::int64_t size, std::int64_t partner_stride) {
    for (int i = 0; i < count_; ++i) axes_[static_cast<std::size_t>(i)].stride *= size;
    append(size, partner_stride);
  }
  /// An axis of the tensor that is not among these.
  void skip(std::int64_t size) {
    for (int i = 0; i < count_; ++i) axes_[static_cast<std::size_t>(i)].stride *= size;
  }

  /// Calls f(value, partner) for each place in order, counted from `value` and `partner`.
  template <class Function>
  void for_each(std::int64_t value, std::int64_t partner, Function&& f) const {
    walk(0, value, partner, f);
  }

 private:
  struct Axis {
    std::int64_t size = 1;
    std::int64_t stride = 1;
    std::int64_t partner_stride = 0;
  };

  /// Axes that lie one inside the other become one.
  void append(std::int64_t size, std::int64_t partner_stride) {
    if (count_ > 0) {
      Axis& last = axes_[static_cast<std::size_t>(count_ - 1)];
      if (last.stride == size && last.partner_stride == size * partner_stride) {
        last = {last.size * size, 1, partner_stride};
        return;
      }
    }
    axes_[static_cast<std::size_t>(count_++)] = {size, 1, partner_stride};
  }

  template <class Function>
  void walk(int axis, std::int64_t value, std::int64_t partner, Function&& f) const {
    if (axis == count_) {
      f(value, partner);
      return;
    }
    const Axis one = axes_[static_cast<std::size_t>(axis)];
    if (axis + 1 < count_) {
      for (std::int64_t i = 0; i < one.size; ++i) {
        walk(axis + 1, value + i * one.stride, partner + i * one.partner_stride, f);
      }
    } else if (one.stride == 1 && one.partner_stride == 1) {
      for (std::int64_t i = 0; i < one.size; ++i) f(value + i, partner + i);
    } else {
      for (std::int64_t i = 0; i < one.size; ++i) f(value + i * one.stride, partner + i * one.partner_stride);
    }
  }

  std::array<Axis, Shape::kMaxRank + 1> axes_{};  // group normalization cuts one axis in two
  int count_ = 0;
};

}  // namespace nnctl
