// What the golden vectors and the conformance test do not say of losses: names, messages, and extreme logits.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "losses/loss.hpp"

using namespace nnctl;

namespace {

using schema::Node;

std::unique_ptr<Loss> loss_of(const Node& node) {
  schema::Reader reader;
  LossConfig config;
  schema::read_part(reader, node, "loss", config);
  reader.throw_if_failed();
  return config.make();
}

std::unique_ptr<Loss> loss_of(const std::string& type) { return loss_of(Node::string(type)); }

Node map(const std::string& type, const std::string& key, const std::string& value) {
  Node node = Node::map();
  node.set("type", Node::string(type));
  node.set(key, Node::plain(value));
  return node;
}

std::string error_of(const Node& node) {
  try {
    loss_of(node);
  } catch (const UserError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("losses have Keras's names") {
  const auto& list = schema::registry<Loss>();
  for (const char* name : {"bce", "BCE", "binary_crossentropy", "BinaryCrossentropy"}) {
    REQUIRE(list.find(name) != nullptr);
    CHECK(list.find(name)->info.name == "binary_crossentropy");
  }
  const std::vector<std::pair<const char*, std::vector<const char*>>> names = {
      {"mean_squared_error", {"mse", "MSE", "MeanSquaredError"}},
      {"mean_absolute_error", {"mae", "MAE", "MeanAbsoluteError"}},
      {"mean_absolute_percentage_error", {"mape", "MAPE", "MeanAbsolutePercentageError"}},
      {"mean_squared_logarithmic_error", {"msle", "MSLE", "MeanSquaredLogarithmicError"}},
      {"kl_divergence", {"kld", "KLD", "KLDivergence"}},
      {"huber", {"Huber"}},
      {"log_cosh", {"LogCosh"}},
      {"poisson", {"Poisson"}},
      {"cosine_similarity", {"CosineSimilarity"}},
      {"hinge", {"Hinge"}},
      {"squared_hinge", {"SquaredHinge"}},
      {"categorical_hinge", {"CategoricalHinge"}},
      {"binary_focal_crossentropy", {"BinaryFocalCrossentropy"}},
      {"categorical_focal_crossentropy", {"CategoricalFocalCrossentropy"}},
  };
  for (const auto& [name, others] : names) {
    for (const char* other : others) {
      REQUIRE(list.find(other) != nullptr);
      CHECK(list.find(other)->info.name == name);
    }
  }
  CHECK(list.find("CategoricalCrossentropy")->info.name == "categorical_crossentropy");
  CHECK(list.find("SparseCategoricalCrossentropy")->info.name == "sparse_categorical_crossentropy");
}

TEST_CASE("losses that do not exist, or not yet") {
  const std::string later =
      "\n  hint: it is part of the config's grammar and comes in a later release; remove it for now\n";
  for (const char* name : {"dice", "Tversky", "CTC", "crossentropy"}) {
    CHECK(error_of(Node::string(name)) == "error: loss '" + std::string(name) + "' is not available yet" + later);
  }
  CHECK(error_of(Node::string("mean_square_error")) ==
        "error: unknown loss 'mean_square_error'\n  hint: did you mean 'mean_squared_error'?\n");
}

TEST_CASE("mistakes in a loss's keys") {
  CHECK(error_of(map("bce", "label_smoothing", "1.5")) ==
        "error: 'label_smoothing' must be between 0 and 1, got 1.5\n");
  CHECK(error_of(map("categorical_crossentropy", "label_smoothing", ".nan")) ==
        "error: 'label_smoothing' must be between 0 and 1, got .nan\n");
  CHECK(error_of(map("huber", "delta", "0")) == "error: 'delta' must be a finite number > 0, got 0\n");
  CHECK(error_of(map("bce", "axis", "0")) == "error: 'axis' must be -1, the last axis, got 0\n");
  CHECK(error_of(map("sparse_categorical_crossentropy", "ignore_class", "one")) ==
        "error: 'ignore_class' must be an integer, got 'one'\n");
}

TEST_CASE("losses say why an output does not fit") {
  const auto sparse = loss_of("sparse_categorical_crossentropy");
  CHECK(sparse->mismatch(3, "softmax") == "");
  CHECK(sparse->mismatch(3, "sparsemax") == "");
  CHECK(sparse->mismatch(1, "softmax") == "sparse_categorical_crossentropy needs one output a class, got 1 column");
  CHECK(sparse->mismatch(3, "") ==
        "sparse_categorical_crossentropy needs an output with activation softmax, got none; write 'activation: "
        "softmax', or 'from_logits: true' in the loss");
  CHECK(sparse->mismatch(3, "linear") ==
        "sparse_categorical_crossentropy needs an output with activation softmax, got linear; write 'activation: "
        "softmax', or 'from_logits: true' in the loss");
  CHECK(loss_of("categorical_crossentropy")->mismatch(3, "relu") ==
        "categorical_crossentropy needs an output with activation softmax, got relu; write 'activation: softmax'");

  const auto binary = loss_of("bce");
  CHECK(binary->mismatch(1, "sigmoid") == "");
  CHECK(binary->mismatch(1, "softmax") ==
        "binary_crossentropy needs an output with activation sigmoid, got softmax; with one output a class use "
        "sparse_categorical_crossentropy");
  CHECK(binary->mismatch(2, "softmax") ==
        "binary_crossentropy needs one output, got 2 columns; for one output a class use "
        "sparse_categorical_crossentropy");

  const auto logits = loss_of(map("sparse_categorical_crossentropy", "from_logits", "true"));
  CHECK(logits->mismatch(3, "") == "");
  CHECK(logits->mismatch(3, "linear") == "");
  CHECK(logits->mismatch(3, "softmax") ==
        "sparse_categorical_crossentropy with from_logits takes an output without activation, got softmax; remove one "
        "of the two");
  CHECK(loss_of("mse")->mismatch(3, "softmax") == "");

  CHECK(loss_of("binary_focal_crossentropy")->mismatch(3, "sigmoid") ==
        "binary_focal_crossentropy needs one output, got 3 columns; for one output a class use "
        "categorical_focal_crossentropy");
  CHECK(loss_of("categorical_focal_crossentropy")->mismatch(3, "") ==
        "categorical_focal_crossentropy needs an output with activation softmax, got none; write 'activation: "
        "softmax', or 'from_logits: true' in the loss");
  CHECK(loss_of("hinge")->mismatch(1, "tanh") == "");
  CHECK(loss_of("hinge")->mismatch(1, "") == "");
  CHECK(loss_of("hinge")->mismatch(3, "tanh") ==
        "hinge needs one output, got 3 columns; for one output a class use categorical_hinge");
  CHECK(loss_of("squared_hinge")->mismatch(1, "sigmoid") ==
        "squared_hinge needs an output between -1 and 1 or without bounds, got sigmoid; write 'activation: tanh'");
  CHECK(loss_of("categorical_hinge")->mismatch(1, "") ==
        "categorical_hinge needs one output a class, got 1 column; for one output use hinge");
  CHECK(loss_of("cosine_similarity")->mismatch(1, "") ==
        "cosine_similarity compares directions, and one column has none but its sign; use mean_squared_error");
}

TEST_CASE("what outputs are by a loss") {
  CHECK(loss_of("bce")->answer() == Answer::kProbabilities);
  CHECK(loss_of(map("bce", "from_logits", "true"))->answer() == Answer::kLogits);
  CHECK(loss_of(map("categorical_focal_crossentropy", "from_logits", "true"))->answer() == Answer::kLogits);
  CHECK(loss_of("hinge")->answer() == Answer::kMargins);
  CHECK(boundary(Answer::kProbabilities) == 0.5);
  CHECK(boundary(Answer::kLogits) == 0);
  CHECK(boundary(Answer::kMargins) == 0);
}

TEST_CASE("a row of zeros has no direction, and no gradient") {
  const std::vector<Real> prediction{0, 0};
  const std::vector<Real> target{3, 4};
  std::vector<Real> gradient{7, 7};
  LossCall call;
  call.rows = 1;
  call.columns = 2;
  call.prediction = prediction.data();
  call.target = target.data();
  call.gradient = gradient.data();
  CHECK(loss_of("cosine_similarity")->forward_backward(call) == 0);
  CHECK(gradient == std::vector<Real>{0, 0});
}

TEST_CASE("a loss fuses with its activation unless the config says otherwise") {
  CHECK(loss_of("sparse_categorical_crossentropy")->fuses_with() == "softmax");
  CHECK(loss_of("categorical_crossentropy")->fuses_with() == "softmax");
  CHECK(loss_of("bce")->fuses_with() == "sigmoid");
  CHECK(loss_of("mse")->fuses_with() == "");
  CHECK(loss_of(map("bce", "from_logits", "true"))->fuses_with() == "");
  CHECK(loss_of(map("sparse_categorical_crossentropy", "ignore_class", "0"))->fuses_with() == "");
}

TEST_CASE("a hopeless answer has a finite loss, a NaN shows") {
  const auto loss = loss_of("sparse_categorical_crossentropy");
  std::vector<Real> logits{-5000, 5000, 0};
  const std::vector<Real> target{0};
  std::vector<Real> gradient(3);
  LossCall call;
  call.rows = 1;
  call.columns = 3;
  call.prediction = logits.data();
  call.target = target.data();
  CHECK(loss->fused_forward_backward(call) == 10000);
  call.gradient = gradient.data();
  CHECK(loss->fused_forward_backward(call) == 10000);
  CHECK(gradient == std::vector<Real>{-1, 1, 0});

  logits[2] = std::numeric_limits<Real>::quiet_NaN();
  CHECK(std::isnan(loss->fused_forward_backward(call)));
  CHECK(std::isnan(gradient[2]));
}

TEST_CASE("the divisor leaves ignored rows out") {
  const std::vector<Real> target{0, 2, 0, 1};
  CHECK(loss_of("sparse_categorical_crossentropy")->divisor(4, target.data(), nullptr) == 4);
  CHECK(loss_of(map("sparse_categorical_crossentropy", "ignore_class", "0"))->divisor(4, target.data(), nullptr) == 2);
  CHECK(loss_of(map("sparse_categorical_crossentropy", "ignore_class", "-1"))->divisor(4, target.data(), nullptr) == 4);
  const std::vector<Real> weights{1, 2, 3, 4};
  CHECK(loss_of("mse")->divisor(4, target.data(), weights.data()) == 10);
  CHECK(
      loss_of(map("sparse_categorical_crossentropy", "ignore_class", "0"))->divisor(4, target.data(), weights.data()) ==
      6);
}
