// What every loss declares. Formulas: Keras 3.15.1 (keras/src/losses/losses.py) on its TensorFlow backend.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/target_encoding.hpp"

namespace nnctl {

struct LossCall {
  std::int64_t rows = 0;
  std::int64_t columns = 0;          ///< of the prediction
  const Real* prediction = nullptr;  ///< (rows, columns); the activation's input when fused
  const Real* target = nullptr;      ///< (rows, target columns of target_encoding())
  const Real* weights = nullptr;     ///< (rows), or null: all 1
  double scale = 1;                  ///< 1 / divisor of the whole batch; multiplies the gradient
  Real* gradient = nullptr;  ///< (rows, columns): d (scale * sum of weighted row losses) / d prediction, or null
  /// Fused only: where the activation's output is to be written, (rows, columns), or null. It and the gradient may be
  /// the prediction's memory, not each other's.
  Real* probabilities = nullptr;

  double weight(std::int64_t row) const { return weights != nullptr ? static_cast<double>(weights[row]) : 1.0; }
};

/// How outputs tell a class. One output tells the second of two above 0.5, of logits and margins above 0.
enum class Answer {
  kProbabilities,
  kLogits,   ///< their sigmoid or softmax are probabilities
  kMargins,  ///< on the right or the wrong side of 0; not probabilities
};
/// Of two classes told by one output: above it is the second. `threshold` is a probability; margins have none.
double boundary(Answer answer, double threshold = 0.5);

class Loss {
 public:
  static constexpr const char* kKind = "loss";
  struct Example {
    std::string yaml;
    std::int64_t columns;
  };

  virtual ~Loss() = default;

  virtual TargetEncoding target_encoding() const = 0;
  /// The activation ("softmax", "sigmoid") whose input this loss can take: stable, with gradient p - y. Keras's
  /// TensorFlow backend does the same when the output comes from that activation and from_logits is false.
  virtual std::string_view fuses_with() const { return {}; }
  /// A fit of loss and output that cannot be meant: an explanation, or empty. `activation` is the output's ("" none).
  virtual std::string mismatch(std::int64_t columns, std::string_view activation) const = 0;
  /// What the model puts out, when it is trained by this loss.
  virtual Answer answer() const { return Answer::kProbabilities; }
  /// The loss that does for several classes what this one does for two; empty for others.
  virtual std::string_view for_more_classes() const { return {}; }
  /// What a mean over these rows divides by; summed over the batch. Their number, or the sum of their weights where
  /// these are given, but for ignored rows; a batch of ignored rows alone has 0: its loss is 0, its scale must be 0.
  virtual double divisor(std::int64_t rows, const Real* target, const Real* weights) const;

  /// The sum of the rows' losses (times weights), in row order, in double; fills the gradient.
  virtual double forward_backward(const LossCall& call) const = 0;
  /// The same from the activation's input; only where fuses_with() names it.
  virtual double fused_forward_backward(const LossCall& call) const;
};

using LossConfig = schema::PartConfig<Loss>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Loss>& registry<Loss>();
}  // namespace nnctl::schema
