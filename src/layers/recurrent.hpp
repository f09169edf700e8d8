// What simple_rnn, lstm and gru share: keys, the way through the steps, masks, dropout, and the products that take all
// steps at once. Keras 3.15.1, keras/src/layers/rnn/{rnn,dropout_rnn_cell}.py and backend/tensorflow/rnn.py.
//
// Inside a call everything lies time-major and in the order of processing (from the last step with go_backwards), so
// that one product takes the inputs of all steps, and a step's rows are one matrix. B rows, T steps, D features, U
// units, G gates.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "layers/layer.hpp"
#include "layers/recurrent_dropout.hpp"
#include "layers/weight_config.hpp"

namespace nnctl {

struct RecurrentConfig {
  std::int64_t units = 0;
  std::optional<ActivationConfig> activation = ActivationConfig::named("tanh");
  bool use_bias = true;
  WeightConfig kernel = WeightConfig::initialized_by("glorot_uniform");
  WeightConfig recurrent = WeightConfig::initialized_by("orthogonal");
  WeightConfig bias = WeightConfig::initialized_by("zeros");
  double dropout = 0;
  double recurrent_dropout = 0;
  bool return_sequences = false;
  bool go_backwards = false;
  bool zero_output_for_mask = false;
  bool unroll = false;
};

/// Which rows take part in a step: those that the mask leaves open.
class StepRows {
 public:
  /// `mask` points at row 0's number of the step, null without a mask; the next row's is `stride` further.
  StepRows(const Real* mask, std::int64_t stride, std::int64_t rows) : mask_(mask), stride_(stride), rows_(rows) {}

  bool is_open(std::int64_t row) const { return mask_ == nullptr || mask_[row * stride_] != 0; }

  /// function(first, count) for each run of neighbours that are open.
  template <class Function>
  void for_each_open_run(Function function) const {
    for_each_run(true, function);
  }
  /// The same for those that are masked.
  template <class Function>
  void for_each_masked_run(Function function) const {
    if (mask_ != nullptr) for_each_run(false, function);
  }

 private:
  template <class Function>
  void for_each_run(bool open, Function& function) const {
    for (std::int64_t row = 0; row < rows_;) {
      std::int64_t end = row;
      while (end < rows_ && is_open(end) == open) {
        if (mask_ == nullptr) {
          end = rows_;
        } else {
          ++end;
        }
      }
      if (end > row) function(row, end - row);
      row = end + 1;
    }
  }

  const Real* mask_;
  std::int64_t stride_;
  std::int64_t rows_;
};

class Recurrent : public Layer {
 public:
  LayerPlan plan(const TensorSpec& input) const final;
  void forward(const ForwardCall& call) const final;
  void backward(const BackwardCall& call) const final;

  /// plan().saved, without making a plan.
  std::int64_t saved_a_row(const TensorSpec& input) const;

  const RecurrentConfig& shared() const { return config_; }
  /// The same layer reading the other way, or with other outputs at masked steps.
  virtual std::unique_ptr<Recurrent> with(bool go_backwards, bool zero_output_for_mask) const = 0;

 protected:
  Recurrent(std::string name, const RecurrentConfig& config, std::int64_t gates);

  struct Sizes {
    std::int64_t B = 0;
    std::int64_t T = 0;
    std::int64_t D = 0;
    std::int64_t U = 0;
    std::int64_t GU = 0;
    std::int64_t X = 0;  ///< width of the inputs as the product takes them: D, or G * D when each gate drops its own
    std::int64_t H = 0;  ///< the same of the states: U, or G * U
  };

  struct ForwardPass {
    Sizes sizes;
    ThreadPool* pool = nullptr;
    const Real* R = nullptr;           ///< (U, G U), the weight itself
    const Real* R_in = nullptr;        ///< (H, G U), what states_in are multiplied with
    const Real* state_bias = nullptr;  ///< (G U) or null: the second row of a bias that has two
    Real* h = nullptr;                 ///< (T + 1, B, U): the states; h[0] = 0
    Real* states_in = nullptr;         ///< (T, B, H): the states as the products take them; h without dropout
    Real* cell = nullptr;              ///< what the cell keeps, the sums over the inputs (T, B, G U) first
  };

  struct BackwardPass {
    Sizes sizes;
    ThreadPool* pool = nullptr;
    const Real* R = nullptr;
    const Real* R_in_transposed = nullptr;  ///< (G U, H)
    const Real* h = nullptr;
    const Real* states_in = nullptr;
    const Real* state_factors = nullptr;  ///< (B, H) or null
    const Real* cell = nullptr;
    Real* dz = nullptr;  ///< (T, B, G U): gradient of the sums over the inputs
    Real* ds = nullptr;  ///< (T, B, G U): of the sums over the states; dz itself unless keeps_sums_apart()
    Real* cell_workspace = nullptr;
    Real* dh = nullptr;          ///< (B, U): of the state after the step
    Real* dh_before = nullptr;   ///< (B, U): of the state before it, to be added to
    Real* dstates_in = nullptr;  ///< (B, H): scratch
  };

  /// Reals a row that the cell keeps from forward to backward, beginning with T * G * U sums over the inputs.
  virtual std::int64_t cell_saved(std::int64_t T) const = 0;
  virtual std::int64_t cell_workspace(std::int64_t) const { return 0; }
  /// The gates' other activation; null when there is none.
  virtual const Activation* recurrent_activation() const { return nullptr; }
  virtual bool keeps_sums_apart() const { return false; }
  virtual std::int64_t bias_rows() const { return 1; }
  virtual InitializerConfig bias_initializer() const { return config_.bias.initializer; }

  /// Before the first step: states of the cell's own.
  virtual void begin(const ForwardPass&) const {}
  /// h[t + 1] of the open rows from h[t]; the masked rows' states of its own go on unchanged.
  virtual void step(const ForwardPass& pass, std::int64_t t, const StepRows& rows) const = 0;
  virtual void begin_backward(const BackwardPass&) const {}
  /// dz[t] and ds[t] of the open rows (the others' are 0 already), and what dh adds to dh_before.
  virtual void step_back(const BackwardPass& pass, std::int64_t t, const StepRows& rows) const = 0;
  /// What is left to add to dR (U, G U) after states_in^T ds.
  virtual void add_recurrent_gradient(const BackwardPass&, Real*) const {}

  /// dh_before += ds[t] R^T
  void add_state_gradient(const BackwardPass& pass, std::int64_t t) const;

  const Activation& activation() const { return *activation_; }
  std::int64_t units() const { return config_.units; }

 private:
  /// Where things lie in saved, workspace and scratch.
  struct Places;

  Sizes sizes_of(const TensorSpec& input, std::int64_t rows, bool training) const;
  Places places_of(const Sizes& sizes) const;
  StepRows rows_of(const Sizes& sizes, std::int64_t t, const Real* mask) const;
  void gather_inputs(const ForwardCall& call, const Sizes& sizes, const Real* factors, Real* x) const;
  void write_outputs(const ForwardCall& call, const Sizes& sizes, const Real* h) const;
  void add_output_gradient(const BackwardCall& call, const Sizes& sizes, std::int64_t t, const StepRows& rows,
                           Real* dh) const;
  void scatter_input_gradient(const Sizes& sizes, const Real* factors, const Real* dx_in, Real* dx) const;
  void write_gradients(const BackwardCall& call, const BackwardPass& pass, const Places& at) const;

  std::string name_;
  RecurrentConfig config_;
  std::int64_t gates_;
  std::unique_ptr<Activation> activation_;
  RecurrentDropout dropout_;
};

/// Declares the shared keys; a layer's own follow.
template <class Config>
schema::Schema<Config> recurrent_fields(const std::string& name) {
  const auto own = []<class T>(T RecurrentConfig::*member) -> T Config::* { return member; };
  schema::Schema<Config> fields("layer '" + name + "'", "");
  fields
      .required("units", own(&RecurrentConfig::units), "Width of the state and of the output.",
                schema::at_least(std::int64_t{1}))
      .field("activation", own(&RecurrentConfig::activation),
             "Applied to the candidate state (and by lstm to the output); null for none.")
      .field("use_bias", own(&RecurrentConfig::use_bias), "Whether there is a bias.");
  weight_fields(fields, "kernel", own(&RecurrentConfig::kernel), "kernel (inputs, gates x units)");
  weight_fields(fields, "recurrent", own(&RecurrentConfig::recurrent), "recurrent kernel (units, gates x units)");
  weight_fields(fields, "bias", own(&RecurrentConfig::bias), "bias");
  fields
      .field("dropout", own(&RecurrentConfig::dropout),
             "While training, the share of the inputs that is dropped: the same ones at every step.",
             schema::in_half_open(0.0, 1.0))
      .field("recurrent_dropout", own(&RecurrentConfig::recurrent_dropout),
             "The same for the state. When it is not 0, each gate drops its own, of the inputs too.",
             schema::in_half_open(0.0, 1.0))
      .field("return_sequences", own(&RecurrentConfig::return_sequences),
             "Put out the state after every step, not only after the last.")
      .field("go_backwards", own(&RecurrentConfig::go_backwards),
             "Read from the last step to the first; outputs come in the order of reading.")
      .field("zero_output_for_mask", own(&RecurrentConfig::zero_output_for_mask),
             "Put out 0 at a masked step, not the output before.")
      .field("unroll", own(&RecurrentConfig::unroll), "Accepted for Keras's sake; changes nothing.");
  return fields.later("return_state", "Put out the last state as well.")
      .later("stateful", "Begin a batch with the states that the one before ended with.")
      .later("use_cudnn", "Which of Keras's implementations runs.")
      .later("seed", "A random stream of the layer's own.");
}

}  // namespace nnctl
