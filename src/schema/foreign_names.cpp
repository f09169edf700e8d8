#include "schema/foreign_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "schema/part.hpp"
#include "schema/scalar.hpp"

namespace nnctl::schema {

namespace {

struct Advice {
  std::string_view where;  ///< begins the place's name, or a part's kind; empty: anywhere
  std::string_view name;
  std::string_view text;
};

constexpr std::string_view kShapeFollows = "remove it: the shape of the input follows from the data";
constexpr std::string_view kWholeEpochs = "remove it: an epoch takes every row once, and validation all of its rows";
constexpr std::string_view kNoBackend = "remove it: there is no graph to compile";
constexpr std::string_view kCallbacks =
    "write the callbacks as keys of 'training': early_stopping, reduce_lr_on_plateau, model_checkpoint";
constexpr std::string_view kOneSequence = "a model is one sequence of layers: there is nothing to merge";
constexpr std::string_view kEncoded =
    "texts and categories are encoded by data.columns: see 'nnctl help text' and 'nnctl help category'";
constexpr std::string_view kBeforehand = "not available: bring the images to their size before training";

constexpr std::string_view kBrackets = "a list stands in brackets: [3, 3]";

constexpr auto kKeys = std::to_array<Advice>({
    {"layer", "input_shape", kShapeFollows},
    {"layer", "input_dim", kShapeFollows},
    {"layer", "input_length", kShapeFollows},
    {"layer", "batch_input_shape", kShapeFollows},
    {"layer", "batch_shape", kShapeFollows},
    {"layer", "batch_size", "'batch_size' belongs under 'training'"},
    {"layer", "p", "write 'rate'"},
    {"layer", "kernel", "write 'kernel_size'"},
    {"layer", "neurons", "write 'units'"},
    {"layer", "eps", "write 'epsilon'"},
    {"layer 'leaky_relu'", "alpha", "write 'negative_slope', as Keras 3 does"},
    {"layer", "weights", "weights to begin with are model.initial_weights"},
    {"layer", "time_major", "remove it: rows come first, then steps"},
    {"layer", "implementation", "remove it: it changes nothing"},
    {"optimizer", "lr", "write 'learning_rate'"},
    {"optimizer", "eps", "write 'epsilon'"},
    {"'training'", "lr", "write 'optimizer: {type: adam, learning_rate: ...}'"},
    {"'training'", "learning_rate", "write 'optimizer: {type: adam, learning_rate: ...}'"},
    {"'training'", "validation_split", "write 'split: {validation: 0.2}' under 'data'"},
    {"'training'", "validation_data", "name its file in data.validation"},
    {"'training'", "sample_weight", "name the column of weights in data.weight"},
    {"'training'", "callbacks", kCallbacks},
    {"'training'", "verbose", "remove it: -q and -v stand on the command line"},
    {"'training'", "steps_per_epoch", kWholeEpochs},
    {"'training'", "validation_steps", kWholeEpochs},
    {"'training'", "validation_batch_size", kWholeEpochs},
    {"'training'", "initial_epoch", "remove it: 'nnctl train --resume RUN' goes on where a run ended"},
    {"'training'", "jit_compile", kNoBackend},
    {"'training'", "run_eagerly", kNoBackend},
    {"'training'", "steps_per_execution", kNoBackend},
    {"'training'", "loss_weights", "remove it: a model has one output"},
    {"'data'", "validation_split", "write 'split: {validation: 0.2}'"},
    {"'data'", "test_split", "write 'split: {test: 0.2}'"},
    {"'data'", "test_size", "write 'split: {test: 0.2}'"},
    {"'data'", "sample_weight", "write 'weight: COLUMN'"},
    {"'data'", "label", "write 'target'"},
    {"'data'", "labels", "write 'target'"},
    {"'data'", "path", "write 'train'"},
    {"'data'", "file", "write 'train'"},
    {"'data'", "x", "write 'train: {x: FILE, y: FILE}'"},
    {"'data'", "y", "write 'train: {x: FILE, y: FILE}'"},
    {"'model_checkpoint'", "filepath", "remove it: models are saved in the run's directory"},
    {"'model_checkpoint'", "save_weights_only", "remove it: a model is always saved whole"},
    {"'model_checkpoint'", "save_freq", "write 'every', in epochs"},
    {"'model_checkpoint'", "period", "write 'every', in epochs"},
    {"'reduce_lr_on_plateau'", "epsilon", "write 'min_delta'"},
    {"a value", "channels_first", "put {type: permute, dims: [2, 3, 1]} before it, which moves the channels last"},
    {"", "verbose", "remove it: -q and -v stand on the command line"},
    {"the config", "layers", "'layers' belongs under 'model'"},
    {"the config", "compile", "its keys stand under 'training'"},
    {"the config", "fit", "its keys stand under 'training'"},
});

constexpr auto kParts = std::to_array<Advice>({
    {"layer", "Input", kShapeFollows},
    {"layer", "InputLayer", kShapeFollows},
    {"layer", "BatchNorm", "write 'batch_normalization'"},
    {"layer", "LayerNorm", "write 'layer_normalization'"},
    {"layer", "CuDNNLSTM", "write 'lstm'"},
    {"layer", "CuDNNGRU", "write 'gru'"},
    {"layer", "RNN", "write lstm, gru or simple_rnn"},
    {"layer", "LSTMCell", "write 'lstm'"},
    {"layer", "GRUCell", "write 'gru'"},
    {"layer", "SimpleRNNCell", "write 'simple_rnn'"},
    {"layer", "ThresholdedReLU", "write {type: relu, threshold: 1.0}"},
    {"layer", "ActivityRegularization", "'activity_regularizer' is a key of every layer"},
    {"layer", "Identity", "leave it out"},
    {"layer", "Add", kOneSequence},
    {"layer", "Average", kOneSequence},
    {"layer", "Concatenate", kOneSequence},
    {"layer", "Dot", kOneSequence},
    {"layer", "Maximum", kOneSequence},
    {"layer", "Minimum", kOneSequence},
    {"layer", "Multiply", kOneSequence},
    {"layer", "Subtract", kOneSequence},
    {"layer", "CategoryEncoding", kEncoded},
    {"layer", "Discretization", kEncoded},
    {"layer", "HashedCrossing", kEncoded},
    {"layer", "Hashing", kEncoded},
    {"layer", "IntegerLookup", kEncoded},
    {"layer", "StringLookup", kEncoded},
    {"layer", "TextVectorization", kEncoded},
    {"layer", "CenterCrop", kBeforehand},
    {"layer", "Resizing", kBeforehand},
    {"activation", "prelu", "it has weights: {type: prelu} is a layer of its own"},
    {"metric", "f1", "write 'f1_score'"},
    {"metric", "sensitivity", "write 'recall'"},
    {"loss", "crossentropy", "write binary_crossentropy or sparse_categorical_crossentropy"},
    {"loss", "cross_entropy", "write binary_crossentropy or sparse_categorical_crossentropy"},
});

// Layers of Keras 3.15.1 that have no other place here; the nearest name would be another layer.
constexpr auto kMissingLayers = std::to_array<std::string_view>({
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdditiveAttention",
    "Attention",
    "AugMix",
    "AutoContrast",
    "AveragePooling3D",
    "Conv1DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "ConvLSTM1D",
    "ConvLSTM2D",
    "ConvLSTM3D",
    "Cropping3D",
    "CutMix",
    "DepthwiseConv1D",
    "EinsumDense",
    "Equalization",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling3D",
    "GroupQueryAttention",
    "Lambda",
    "MaxPooling3D",
    "MelSpectrogram",
    "MixUp",
    "MultiHeadAttention",
    "RMSNormalization",
    "RandAugment",
    "RandomBrightness",
    "RandomColorJitter",
    "RandomCrop",
    "RandomErasing",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHeight",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomWidth",
    "SeparableConv1D",
    "Solarization",
    "SpatialDropout3D",
    "SpectralNormalization",
    "StackedRNNCells",
    "UnitNormalization",
    "UpSampling3D",
    "ZeroPadding3D",
});

// Spellings differ in case and underscores only: InputLayer, input_layer.
std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c != '_') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

const Advice* find(std::span<const Advice> table, std::string_view where, std::string_view name) {
  const auto found = std::ranges::find_if(
      table, [&](const Advice& one) { return where.starts_with(one.where) && plain(one.name) == plain(name); });
  return found == table.end() ? nullptr : &*found;
}

// "1./255": its value
std::optional<double> quotient(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto number = [](std::string part) {
    while (part.ends_with(' ')) part.pop_back();
    part.erase(0, part.find_first_not_of(' '));
    return as_number(Node::plain(part));
  };
  const auto above = number(text.substr(0, slash));
  const auto below = number(text.substr(slash + 1));
  return above && below && *below != 0 ? std::optional(*above / *below) : std::nullopt;
}

}  // namespace

std::string key_advice(std::string_view name, std::string_view where) {
  const Advice* found = find(kKeys, where, name);
  if (found != nullptr) return std::string(found->text);
  if (name.ends_with(')')) return std::string(kBrackets);
  if (as_number(Node::plain(std::string(name)))) return fmt::format("write its key before it: 'KEY: {}'", name);
  return {};
}

std::string part_advice(const std::string& name, const RegistryInfo& registry) {
  if (const Advice* found = find(kParts, registry.kind, name)) return std::string(found->text);
  const auto is_meant = [&](std::string_view missing) { return plain(missing) == plain(name); };
  if (std::string_view(registry.kind) == "layer" && std::ranges::any_of(kMissingLayers, is_meant)) {
    return "nnctl has no such layer; 'nnctl help layers' lists those that it has";
  }
  const std::string called = name.substr(0, name.find('('));
  const std::size_t point = called.rfind('.');
  const PartInfo* part = registry.find(point == std::string::npos ? called : called.substr(point + 1));
  if (part == nullptr) part = registry.find(snake_case(called.substr(point == std::string::npos ? 0 : point + 1)));
  if (called.size() < name.size()) {
    return fmt::format("write a map, with the arguments by their names: {{type: {}, ...}}",
                       part != nullptr ? part->name : "NAME");
  }
  if (part != nullptr && point != std::string::npos) return fmt::format("write '{}'", part->name);
  if (as_number(Node::plain(name)) && std::string_view(registry.kind) == "regularizer") {
    return fmt::format("write {{type: l2, l2: {}}}", name);
  }
  if (as_number(Node::plain(name)) && std::string_view(registry.kind) == "initializer") {
    return fmt::format("write {{type: constant, value: {}}}", name);
  }
  return {};
}

std::string value_advice(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return {};
  const std::string& text = node.text();
  const Node bare = Node::plain(text);
  if (node.quoted()) return as_number(bare) || as_bool(bare) ? fmt::format("remove the quotes: {}", text) : "";
  if (text == "None") return "Python's None is null";
  if (text.starts_with('(')) return std::string(kBrackets);
  if (const auto value = quotient(text)) return fmt::format("a config does not calculate: write {}", *value);
  return {};
}

std::string whole_advice(const Node& node) {
  constexpr double kMost = 1e15;  // beyond it a text of digits may be another number
  const auto number = as_number(node);
  if (!number || *number != std::floor(*number) || std::abs(*number) > kMost || as_integer(node)) return {};
  return fmt::format("write {:.0f}", *number);
}

}  // namespace nnctl::schema
