// One column of a target of several numbers, for statistics of it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "data/value_source.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

/// Of targets of `width` numbers a row.
class TargetColumn final : public ValueSource {
 public:
  using Visit = std::function<void(const std::function<void(std::span<const Real>)>&)>;
  TargetColumn(Visit visit, std::size_t column, std::size_t width)
      : visit_(std::move(visit)), column_(column), width_(width) {}
  void visit(const Use& use) const override {
    std::vector<double> run;
    visit_([&](std::span<const Real> values) {
      run.clear();
      for (std::size_t i = column_; i < values.size(); i += width_) run.push_back(static_cast<double>(values[i]));
      use(run);
    });
  }

 private:
  Visit visit_;
  std::size_t column_;
  std::size_t width_;
};

}  // namespace nnctl::data
