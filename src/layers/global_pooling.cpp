// All positions as one, channel by channel. Keras 3.15.1, keras/src/layers/pooling: global_average_pooling1d.py,
// global_average_pooling2d.py, global_max_pooling1d.py, global_max_pooling2d.py, base_global_pooling.py.
#include <algorithm>
#include <limits>
#include <optional>

#include "kernels/elementwise.hpp"
#include "kernels/reduce.hpp"
#include "layers/data_format.hpp"
#include "layers/registry.hpp"
#include "layers/spatial.hpp"

namespace nnctl {

namespace {

using schema::Schema;

struct GlobalPoolingConfig {
  bool keepdims = false;
  DataFormat data_format = DataFormat::kChannelsLast;
};

class GlobalPooling : public Layer {
 public:
  LayerPlan plan(const TensorSpec& input) const override {
    const Spatial spatial = spatial_of(name_, axes_, input.shape);
    LayerPlan plan;
    plan.output.shape = keepdims_ ? shape_of(name_, axes_, {1, 1, spatial.channels}) : Shape{spatial.channels};
    plan.flops = spatial.size();
    return plan;
  }

 protected:
  GlobalPooling(std::string name, int axes, const GlobalPoolingConfig& config)
      : name_(std::move(name)), axes_(axes), keepdims_(config.keepdims) {}

  Spatial spatial(const TensorSpec& input) const { return spatial_of(name_, axes_, input.shape); }

 private:
  std::string name_;
  int axes_;
  bool keepdims_;
};

/// Of a sequence with a mask, the mean of the steps that count; 0 where none does.
template <int kAxes>
class GlobalAveragePooling final : public GlobalPooling {
 public:
  explicit GlobalAveragePooling(const GlobalPoolingConfig& config)
      : GlobalPooling(kAxes == 1 ? "global_average_pooling1d" : "global_average_pooling2d", kAxes, config) {}

  void forward(const ForwardCall& call) const override {
    const Spatial s = spatial(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * s.size();
      Real* y = call.y + row * s.channels;
      const Real* mask = mask_of(call.mask, row, s);
      if (mask == nullptr) {
        kernels::column_sums(s.positions(), s.channels, x, y);
      } else {
        std::fill_n(y, s.channels, Real{0});
        for (std::int64_t step = 0; step < s.positions(); ++step) {
          if (mask[step] != 0) kernels::add(s.channels, x + step * s.channels, y);
        }
      }
      kernels::scale(s.channels, share(mask, s), y, y);
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const Spatial s = spatial(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      Real* dx = call.dx + row * s.size();
      const Real* dy = call.dy + row * s.channels;
      const Real* mask = mask_of(call.mask, row, s);
      const Real factor = share(mask, s);
      for (std::int64_t step = 0; step < s.positions(); ++step) {
        const bool counts = mask == nullptr || mask[step] != 0;
        kernels::scale(s.channels, counts ? factor : 0, dy, dx + step * s.channels);
      }
    }
  }

 private:
  /// Images have no steps: their mask is not looked at, as in Keras.
  static const Real* mask_of(const Real* mask, std::int64_t row, const Spatial& s) {
    return kAxes == 1 && mask != nullptr ? mask + row * s.positions() : nullptr;
  }

  static Real share(const Real* mask, const Spatial& s) {
    if (mask == nullptr) return Real{1} / static_cast<Real>(s.positions());
    const auto count = std::count_if(mask, mask + s.positions(), [](Real value) { return value != 0; });
    return count == 0 ? Real{0} : Real{1} / static_cast<Real>(count);
  }
};

/// Its gradient is shared out among equal maxima, as TensorFlow's reduce_max has it (max_pooling takes the first).
template <int kAxes>
class GlobalMaxPooling final : public GlobalPooling {
 public:
  explicit GlobalMaxPooling(const GlobalPoolingConfig& config)
      : GlobalPooling(kAxes == 1 ? "global_max_pooling1d" : "global_max_pooling2d", kAxes, config) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan = GlobalPooling::plan(input);
    plan.workspace = plan.output.num_elements();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const Spatial s = spatial(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * s.size();
      Real* y = call.y + row * s.channels;
      std::copy_n(x, s.channels, y);
      for (std::int64_t position = 1; position < s.positions(); ++position) {
        x += s.channels;
        for (std::int64_t c = 0; c < s.channels; ++c) y[c] = x[c] <= y[c] || y[c] != y[c] ? y[c] : x[c];  // a NaN stays
      }
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const Spatial s = spatial(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * s.size();
      const Real* y = call.y + row * s.channels;
      Real* dy = call.dy + row * s.channels;
      Real* dx = call.dx + row * s.size();
      Real* winners = call.workspace + row * s.channels;
      std::fill_n(winners, s.channels, Real{0});
      for (std::int64_t i = 0; i < s.size(); i += s.channels) {
        for (std::int64_t c = 0; c < s.channels; ++c) winners[c] += x[i + c] == y[c] ? Real{1} : Real{0};
      }
      for (std::int64_t c = 0; c < s.channels; ++c) dy[c] /= std::max(winners[c], Real{1});
      for (std::int64_t i = 0; i < s.size(); i += s.channels) {
        for (std::int64_t c = 0; c < s.channels; ++c) dx[i + c] = x[i + c] == y[c] ? dy[c] : Real{0};
      }
    }
  }
};

template <class Part>
schema::PartType<Layer> global_type(const std::string& name, std::string keras_name, std::string text,
                                    std::vector<Layer::Example> examples, std::string alias) {
  using Config = GlobalPoolingConfig;
  return schema::part_type<Part, Layer>(
      name, std::move(keras_name), std::move(text),
      data_format_field(Schema<Config>("layer '" + name + "'", "")
                            .field("keepdims", &Config::keepdims, "Whether the pooled axes stay, with size 1."),
                        &Config::data_format),
      std::move(examples), {std::move(alias)});
}

}  // namespace

const schema::PartType<Layer>& global_average_pooling1d_layer() {
  static const auto type =
      global_type<GlobalAveragePooling<1>>("global_average_pooling1d", "GlobalAveragePooling1D",
                                           "The mean over all steps, for each channel; masked steps are left out.",
                                           {{"global_average_pooling1d", {5, 3}},
                                            {"{type: global_average_pooling1d, keepdims: true}", {4, 3}},
                                            {"global_average_pooling1d", {5, 3}, true}},
                                           "GlobalAvgPool1D");
  return type;
}

const schema::PartType<Layer>& global_average_pooling2d_layer() {
  static const auto type = global_type<GlobalAveragePooling<2>>(
      "global_average_pooling2d", "GlobalAveragePooling2D", "The mean over all pixels, for each channel.",
      {{"global_average_pooling2d", {3, 4, 2}}, {"{type: global_average_pooling2d, keepdims: true}", {2, 3, 2}}},
      "GlobalAvgPool2D");
  return type;
}

const schema::PartType<Layer>& global_max_pooling1d_layer() {
  static const auto type = global_type<GlobalMaxPooling<1>>(
      "global_max_pooling1d", "GlobalMaxPooling1D", "The largest value of all steps, for each channel.",
      {{"global_max_pooling1d", {5, 3}}, {"{type: global_max_pooling1d, keepdims: true}", {4, 3}}}, "GlobalMaxPool1D");
  return type;
}

const schema::PartType<Layer>& global_max_pooling2d_layer() {
  static const auto type = global_type<GlobalMaxPooling<2>>(
      "global_max_pooling2d", "GlobalMaxPooling2D", "The largest value of all pixels, for each channel.",
      {{"global_max_pooling2d", {3, 4, 2}}, {"{type: global_max_pooling2d, keepdims: true}", {2, 3, 2}}},
      "GlobalMaxPool2D");
  return type;
}

}  // namespace nnctl
