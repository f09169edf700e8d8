// The mean of each window, channel by channel; padding does not count. Keras 3.15.1, keras/src/layers/pooling:
// average_pooling1d.py, average_pooling2d.py.
#include "kernels/elementwise.hpp"
#include "layers/registry.hpp"
#include "layers/windowed_pooling.hpp"

namespace nnctl {

namespace {

/// visit(x, y) for each window of a run; offsets as in for_each_run.
template <class Visit>
void for_each_window(const kernels::PoolRun& run, std::int64_t x, std::int64_t y, Visit visit) {
  for (std::int64_t window = 0; window < run.windows; ++window) {
    visit(x + window * run.window_step, y + window * run.channels);
  }
}

/// visit(offset from the window's first element) for each tap.
template <class Visit>
void for_each_tap(const kernels::PoolRun& run, Visit visit) {
  for (std::int64_t row = 0; row < run.rows; ++row) {
    for (std::int64_t column = 0; column < run.columns; ++column) visit(row * run.row_step + column * run.channels);
  }
}

template <int kAxes>
class AveragePooling final : public WindowedPooling {
 public:
  explicit AveragePooling(const PoolingConfig<kAxes>& config)
      : WindowedPooling(kAxes == 1 ? "average_pooling1d" : "average_pooling2d", config) {}

  void forward(const ForwardCall& call) const override {
    const PoolGeometry windows = geometry(call.input.shape);
    const std::int64_t C = windows.input.channels;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * windows.input.size();
      Real* y = call.y + row * windows.output().size();
      windows.for_each_run([&](const kernels::PoolRun& run, std::int64_t from, std::int64_t to) {
        for_each_window(run, from, to, [&](std::int64_t first, std::int64_t at) {
          std::fill_n(y + at, C, Real{0});
          for_each_tap(run, [&](std::int64_t tap) { kernels::add(C, x + first + tap, y + at); });
          kernels::scale(C, share(run), y + at, y + at);
        });
      });
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const PoolGeometry windows = geometry(call.input.shape);
    const std::int64_t C = windows.input.channels;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      Real* dx = call.dx + row * windows.input.size();
      Real* dy = call.dy + row * windows.output().size();
      std::fill_n(dx, windows.input.size(), Real{0});
      windows.for_each_run([&](const kernels::PoolRun& run, std::int64_t to, std::int64_t from) {
        for_each_window(run, to, from, [&](std::int64_t first, std::int64_t at) {
          kernels::scale(C, share(run), dy + at, dy + at);
          for_each_tap(run, [&](std::int64_t tap) { kernels::add(C, dy + at, dx + first + tap); });
        });
      });
    }
  }

 private:
  static Real share(const kernels::PoolRun& run) { return Real{1} / static_cast<Real>(run.rows * run.columns); }
};

template <int kAxes>
schema::Schema<PoolingConfig<kAxes>> average_pooling_fields(const std::string& where) {
  using Config = PoolingConfig<kAxes>;
  return pooling_fields(schema::Schema<Config>(where, "").required("pool_size", &Config::pool_size, kPoolSizeText));
}

}  // namespace

const schema::PartType<Layer>& average_pooling1d_layer() {
  static const auto type = schema::part_type<AveragePooling<1>, Layer>(
      "average_pooling1d", "AveragePooling1D", "The mean of each window of steps, for each channel.",
      average_pooling_fields<1>("layer 'average_pooling1d'"),
      {{"{type: average_pooling1d, pool_size: 2}", {6, 3}},
       {"{type: average_pooling1d, pool_size: 3, strides: 2, padding: same}", {7, 2}}},
      {"AvgPool1D"});
  return type;
}

const schema::PartType<Layer>& average_pooling2d_layer() {
  static const auto type = schema::part_type<AveragePooling<2>, Layer>(
      "average_pooling2d", "AveragePooling2D", "The mean of each window of pixels, for each channel.",
      average_pooling_fields<2>("layer 'average_pooling2d'"),
      {{"{type: average_pooling2d, pool_size: 2}", {5, 4, 3}},
       {"{type: average_pooling2d, pool_size: [3, 2], strides: [2, 1], padding: same}", {4, 5, 2}}},
      {"AvgPool2D"});
  return type;
}

}  // namespace nnctl
