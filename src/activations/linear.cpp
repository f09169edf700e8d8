// y = x
#include <algorithm>

#include "activations/declare.hpp"
#include "activations/registry.hpp"

namespace nnctl {

namespace {

class Linear final : public Activation {
 public:
  explicit Linear(const NoParameters&) {}

  bool backward_needs_input() const override { return false; }
  bool is_linear() const override { return true; }

  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    copy(rows * columns, x, y);
  }
  void backward(std::int64_t rows, std::int64_t columns, const Real*, const Real*, const Real* dy,
                Real* dx) const override {
    copy(rows * columns, dy, dx);
  }

 private:
  static void copy(std::int64_t n, const Real* from, Real* to) {
    if (from != to) std::copy_n(from, n, to);
  }
};

}  // namespace

const schema::PartType<Activation>& linear_activation() {
  static const auto type = activation_type<Linear>("linear", "y = x: what a layer without an activation does.");
  return type;
}

}  // namespace nnctl
