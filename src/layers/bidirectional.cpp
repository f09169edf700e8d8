// A recurrent layer that reads forwards and one that reads backwards, their outputs merged. Schuster and Paliwal (IEEE
// Transactions on Signal Processing 45, 1997); Keras 3.15.1, keras/src/layers/rnn/bidirectional.py.
#include <algorithm>

#include <fmt/format.h>

#include "kernels/elementwise.hpp"
#include "layers/inner_layer.hpp"
#include "layers/recurrent.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

enum class MergeMode { kConcat, kSum, kMul, kAve };

}  // namespace

namespace schema {

template <>
struct Choices<MergeMode> {
  static const std::vector<Choice<MergeMode>>& all() {
    static const std::vector<Choice<MergeMode>> choices = {
        {"concat", MergeMode::kConcat}, {"sum", MergeMode::kSum}, {"mul", MergeMode::kMul}, {"ave", MergeMode::kAve}};
    return choices;
  }
};

}  // namespace schema

namespace {

struct BidirectionalConfig {
  InnerLayer layer;
  InnerLayer backward_layer;  // none: a copy of `layer`
  MergeMode merge_mode = MergeMode::kConcat;
};

/// Null for a layer that is not recurrent.
std::unique_ptr<Recurrent> recurrent(const InnerLayer& layer) {
  std::unique_ptr<Layer> made = layer.part.make();
  auto* found = dynamic_cast<Recurrent*>(made.get());
  if (found != nullptr) made.release();
  return std::unique_ptr<Recurrent>(found);
}

std::string prefixed(const std::string& prefix, const std::string& name) {
  return name.starts_with(prefix) ? name : prefix + name;
}

class Bidirectional final : public Layer {
 public:
  explicit Bidirectional(const BidirectionalConfig& config) : config_(config), forward_(recurrent(config.layer)) {
    if (config_.backward_layer) {
      backward_ = recurrent(config_.backward_layer);
    } else if (forward_) {
      backward_ = forward_->with(true, false);
    }
    // masked steps put out 0 in a sequence, so that merging does not mix in old outputs
    for (std::unique_ptr<Recurrent>* layer : {&forward_, &backward_}) {
      if (*layer) *layer = (*layer)->with((*layer)->shared().go_backwards, (*layer)->shared().return_sequences);
    }
  }

  LayerPlan plan(const TensorSpec& input) const override;
  void forward(const ForwardCall& call) const override;
  void backward(const BackwardCall& call) const override;

 private:
  /// F and B are the two layers' widths, P the steps of the output: T or 1.
  struct Sizes {
    std::int64_t rows = 0;
    std::int64_t P = 0;
    std::int64_t F = 0;
    std::int64_t B = 0;

    std::int64_t outputs() const { return rows * P * (F + B); }
  };

  void check_layers() const;
  bool returns_sequences() const { return forward_->shared().return_sequences; }
  std::int64_t backward_units() const { return backward_->shared().units; }
  bool keeps_outputs() const { return config_.merge_mode == MergeMode::kMul; }
  Sizes sizes_of(const TensorSpec& input, std::int64_t rows) const {
    return {rows, returns_sequences() ? input.shape[0] : 1, forward_->shared().units, backward_->shared().units};
  }
  /// function(position of the merged output and of the forward layer's, that of the backward layer's)
  template <class Function>
  static void for_each_pair(const Sizes& s, Function function) {
    for (std::int64_t row = 0; row < s.rows; ++row) {
      for (std::int64_t p = 0; p < s.P; ++p) function(row * s.P + p, row * s.P + s.P - 1 - p);
    }
  }
  void merge(const Sizes& s, const Real* forwards, const Real* backwards, Real* y) const;
  void divide(const Sizes& s, const Real* dy, const Real* forwards, const Real* backwards, Real* dforwards,
              Real* dbackwards) const;
  /// The same random numbers would drop the same inputs in both directions.
  static LayerContext backward_context(LayerContext context) {
    context.step ^= std::uint64_t{1} << 63;
    return context;
  }

  BidirectionalConfig config_;
  std::unique_ptr<Recurrent> forward_;
  std::unique_ptr<Recurrent> backward_;
};

void Bidirectional::check_layers() const {
  for (const auto& [layer, inner] : {std::pair{&forward_, &config_.layer}, {&backward_, &config_.backward_layer}}) {
    if (!*inner || *layer) continue;
    throw ShapeMismatch(fmt::format("bidirectional needs a recurrent layer, got '{}'", inner->part.name()),
                        "put an lstm, gru or simple_rnn into it");
  }
  const RecurrentConfig& forwards = forward_->shared();
  const RecurrentConfig& backwards = backward_->shared();
  if (forwards.go_backwards == backwards.go_backwards) {
    throw ShapeMismatch("the two layers of bidirectional read in the same direction",
                        config_.backward_layer ? "set go_backwards: true on the backward_layer alone"
                                               : "leave go_backwards out: the copy has it");
  }
  if (forwards.return_sequences != backwards.return_sequences) {
    throw ShapeMismatch("one layer of bidirectional returns sequences, the other does not",
                        "set return_sequences alike on both");
  }
  if (config_.merge_mode != MergeMode::kConcat && forwards.units != backwards.units) {
    throw ShapeMismatch(
        fmt::format("merge_mode {} needs layers of one width, got {} and {} units",
                    schema::Codec<MergeMode>::write(config_.merge_mode).text(), forwards.units, backwards.units),
        "give both the same units, or set merge_mode: concat");
  }
}

LayerPlan Bidirectional::plan(const TensorSpec& input) const {
  check_layers();
  const LayerPlan forwards = forward_->plan(input);
  const LayerPlan backwards = backward_->plan(input);
  const Sizes s = sizes_of(input, 1);
  LayerPlan plan;
  plan.output = forwards.output;
  if (config_.merge_mode == MergeMode::kConcat) plan.output.shape = plan.output.shape.with_last(s.F + s.B);
  const std::string forward_name = prefixed("forward_", config_.layer.weight_name());
  const std::string backward_name = config_.backward_layer ? config_.backward_layer.weight_name()
                                                           : prefixed("backward_", config_.layer.weight_name());
  if (forward_name == backward_name) {
    throw ShapeMismatch(fmt::format("both layers of bidirectional are named '{}'", forward_name),
                        "give the backward_layer another name");
  }
  add_inner_parameters(forward_name, forwards.parameters, plan);
  add_inner_parameters(backward_name, backwards.parameters, plan);
  plan.saved = forwards.saved + backwards.saved + (keeps_outputs() ? s.outputs() : 0);
  plan.workspace = s.outputs() + input.num_elements() + std::max(forwards.workspace, backwards.workspace);
  plan.scratch = std::max(forwards.scratch, backwards.scratch);
  plan.flops = forwards.flops + backwards.flops;
  return plan;
}

void Bidirectional::merge(const Sizes& s, const Real* forwards, const Real* backwards, Real* y) const {
  for_each_pair(s, [&](std::int64_t at, std::int64_t back_at) {
    const Real* f = forwards + at * s.F;
    const Real* b = backwards + back_at * s.B;
    if (config_.merge_mode == MergeMode::kConcat) {
      std::copy_n(f, s.F, y + at * (s.F + s.B));
      std::copy_n(b, s.B, y + at * (s.F + s.B) + s.F);
      return;
    }
    Real* out = y + at * s.F;
    for (std::int64_t u = 0; u < s.F; ++u) {
      out[u] = config_.merge_mode == MergeMode::kMul ? f[u] * b[u] : f[u] + b[u];
      if (config_.merge_mode == MergeMode::kAve) out[u] /= 2;
    }
  });
}

void Bidirectional::divide(const Sizes& s, const Real* dy, const Real* forwards, const Real* backwards, Real* dforwards,
                           Real* dbackwards) const {
  for_each_pair(s, [&](std::int64_t at, std::int64_t back_at) {
    Real* df = dforwards + at * s.F;
    Real* db = dbackwards + back_at * s.B;
    if (config_.merge_mode == MergeMode::kConcat) {
      std::copy_n(dy + at * (s.F + s.B), s.F, df);
      std::copy_n(dy + at * (s.F + s.B) + s.F, s.B, db);
      return;
    }
    const Real* d = dy + at * s.F;
    for (std::int64_t u = 0; u < s.F; ++u) {
      const Real share = config_.merge_mode == MergeMode::kAve ? d[u] / 2 : d[u];
      df[u] = keeps_outputs() ? share * backwards[back_at * s.B + u] : share;
      db[u] = keeps_outputs() ? share * forwards[at * s.F + u] : share;
    }
  });
}

// saved: the forward layer's, the backward layer's, then both outputs where merging is a product. workspace: both
// outputs or their gradients, the backward layer's dx, the layers' own.
void Bidirectional::forward(const ForwardCall& call) const {
  const Sizes s = sizes_of(call.input, call.rows);
  const std::size_t split = call.parameters.size() - (backward_->shared().use_bias ? 3 : 2);
  Real* back_saved = call.saved + call.rows * forward_->saved_a_row(call.input);
  Real* outputs = keeps_outputs() ? back_saved + call.rows * backward_->saved_a_row(call.input) : call.workspace;
  ForwardCall one = call;
  one.parameters = call.parameters.first(split);
  one.y = outputs;
  one.workspace = call.workspace + s.outputs();
  forward_->forward(one);
  one.context = backward_context(call.context);
  one.parameters = call.parameters.subspan(split);
  one.y = outputs + s.rows * s.P * s.F;
  one.saved = back_saved;
  backward_->forward(one);
  merge(s, outputs, one.y, call.y);
}

void Bidirectional::backward(const BackwardCall& call) const {
  const Sizes s = sizes_of(call.input, call.rows);
  const std::size_t split = call.parameters.size() - (backward_->shared().use_bias ? 3 : 2);
  const std::int64_t forward_outputs = s.rows * s.P * s.F;
  const std::int64_t inputs = call.rows * call.input.num_elements();
  const Real* back_saved = call.saved + call.rows * forward_->saved_a_row(call.input);
  const Real* outputs = keeps_outputs() ? back_saved + call.rows * backward_->saved_a_row(call.input) : nullptr;
  Real* doutputs = call.workspace;
  divide(s, call.dy, outputs, keeps_outputs() ? outputs + forward_outputs : nullptr, doutputs,
         doutputs + forward_outputs);
  BackwardCall one = call;
  one.y = nullptr;
  one.parameters = call.parameters.first(split);
  one.gradients = call.gradients.first(split);
  one.dy = doutputs;
  one.workspace = call.workspace + s.outputs() + inputs;
  forward_->backward(one);
  one.context = backward_context(call.context);
  one.parameters = call.parameters.subspan(split);
  one.gradients = call.gradients.subspan(split);
  one.saved = back_saved;
  one.dy = doutputs + forward_outputs;
  one.dx = call.dx != nullptr ? call.workspace + s.outputs() : nullptr;
  backward_->backward(one);
  if (call.dx != nullptr) kernels::add(inputs, one.dx, call.dx);
}

}  // namespace

const schema::PartType<Layer>& bidirectional_layer() {
  static const auto type = schema::part_type<Bidirectional, Layer>(
      "bidirectional", "Bidirectional", "Reads a sequence in both directions and merges what two layers make of it.",
      schema::Schema<BidirectionalConfig>("layer 'bidirectional'", "")
          .required("layer", &BidirectionalConfig::layer, "The recurrent layer; it may have a 'name'.")
          .field("backward_layer", &BidirectionalConfig::backward_layer,
                 "The one that reads backwards (go_backwards: true); null for a copy of the first.")
          .field("merge_mode", &BidirectionalConfig::merge_mode, "How the two outputs become one.")
          .later("weights", "First values of all weights."),
      {{"{type: bidirectional, layer: {type: lstm, units: 2}}", {3, 2}},
       {"{type: bidirectional, layer: {type: gru, units: 2, return_sequences: true, dropout: 0.3}, merge_mode: mul}",
        {3, 2},
        true},
       {"{type: bidirectional, layer: {type: simple_rnn, units: 2, return_sequences: true}, merge_mode: ave}", {3, 2}},
       {"{type: bidirectional, layer: {type: lstm, units: 2}, merge_mode: sum, backward_layer: {type: gru, units: 2, "
        "go_backwards: true, name: back}}",
        {3, 2},
        true}});
  return type;
}

}  // namespace nnctl
