// The largest value of each window, channel by channel; its gradient goes to the first of several equal ones, as in
// TensorFlow and PyTorch. Keras 3.15.1, keras/src/layers/pooling: max_pooling1d.py, max_pooling2d.py.
#include "layers/registry.hpp"
#include "layers/windowed_pooling.hpp"

namespace nnctl {

namespace {

template <int kAxes>
class MaxPooling final : public WindowedPooling {
 public:
  explicit MaxPooling(const PoolingConfig<kAxes>& config)
      : WindowedPooling(kAxes == 1 ? "max_pooling1d" : "max_pooling2d", config) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan = WindowedPooling::plan(input);
    plan.saved = plan.output.num_elements();
    return plan;
  }

  // saved: which tap of its window won
  void forward(const ForwardCall& call) const override {
    const PoolGeometry windows = geometry(call.input.shape);
    const std::int64_t outputs = windows.output().size();
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * windows.input.size();
      windows.for_each_run([&](const kernels::PoolRun& run, std::int64_t from, std::int64_t to) {
        kernels::max_pool(run, x + from, call.y + row * outputs + to, call.saved + row * outputs + to);
      });
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const PoolGeometry windows = geometry(call.input.shape);
    const std::int64_t outputs = windows.output().size();
    const bool adds = windows.overlaps();
    const bool must_clear = adds || !windows.covers();
    for (std::int64_t row = 0; row < call.rows; ++row) {
      Real* dx = call.dx + row * windows.input.size();
      if (must_clear) std::fill_n(dx, windows.input.size(), Real{0});
      windows.for_each_run([&](const kernels::PoolRun& run, std::int64_t to, std::int64_t from) {
        kernels::max_pool_backward(run, call.saved + row * outputs + from, call.dy + row * outputs + from, adds,
                                   dx + to);
      });
    }
  }
};

template <int kAxes>
schema::Schema<PoolingConfig<kAxes>> max_pooling_fields(const std::string& where) {
  using Config = PoolingConfig<kAxes>;
  return pooling_fields(schema::Schema<Config>(where, "").field("pool_size", &Config::pool_size, kPoolSizeText));
}

}  // namespace

const schema::PartType<Layer>& max_pooling1d_layer() {
  static const auto type = schema::part_type<MaxPooling<1>, Layer>(
      "max_pooling1d", "MaxPooling1D", "The largest value of each window of steps, for each channel.",
      max_pooling_fields<1>("layer 'max_pooling1d'"),
      {{"max_pooling1d", {6, 3}},
       {"{type: max_pooling1d, pool_size: 3, strides: 2, padding: same}", {7, 2}},
       {"{type: max_pooling1d, pool_size: 2, strides: 3}", {8, 2}}},
      {"MaxPool1D"});
  return type;
}

const schema::PartType<Layer>& max_pooling2d_layer() {
  static const auto type = schema::part_type<MaxPooling<2>, Layer>(
      "max_pooling2d", "MaxPooling2D", "The largest value of each window of pixels, for each channel.",
      max_pooling_fields<2>("layer 'max_pooling2d'"),
      {{"max_pooling2d", {2, 4, 19}},
       {"max_pooling2d", {5, 5, 2}},
       {"{type: max_pooling2d, pool_size: [3, 2], strides: [2, 1], padding: same}", {4, 5, 2}},
       {"{type: max_pooling2d, pool_size: 1, strides: 2}", {3, 4, 2}}},
      {"MaxPool2D"});
  return type;
}

}  // namespace nnctl
