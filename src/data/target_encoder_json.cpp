// The target as a model file holds it.
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/diagnostic.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {
namespace {

constexpr int kVersion = 1;

}  // namespace

nlohmann::json TargetEncoder::to_json() const {
  nlohmann::json json{{"version", kVersion}, {"columns", columns_}};
  json["kind"] = kind_ == TargetKind::kClasses ? "classes" : kind_ == TargetKind::kLabels ? "labels" : "numbers";
  if (drops_missing_) json["drops_missing"] = true;
  if (are_shares_) json["shares"] = true;
  if (kind_ != TargetKind::kNumbers) json["threshold"] = threshold_;
  if (kind_ == TargetKind::kLabels) {
    json["classes"] = classes();
    json["separator"] = separator_;
  }
  for (const Scaling& scaling : scalings_) {
    nlohmann::json one;
    scaling.write(one);
    json["scales"].push_back(std::move(one));
  }
  if (kind_ == TargetKind::kClasses) {
    json["classes"] = classes();
    json["positive"] = classes()[static_cast<std::size_t>(positive_)];
  }
  return json;
}

TargetEncoder TargetEncoder::from_json(const nlohmann::json& json) {
  const auto refuse = [](std::string_view why) {
    throw UserError(Fault::kData, fmt::format("the model's target cannot be read: {}", why),
                    "the model file is damaged, was edited or comes from a newer nnctl");
  };
  TargetEncoder encoder;
  try {
    if (json.at("version").get<int>() != kVersion) refuse(fmt::format("version {}", json.at("version").dump()));
    encoder.columns_ = json.at("columns").get<std::vector<std::string>>();
    const auto kind = json.at("kind").get<std::string>();
    if (kind != "classes" && kind != "numbers" && kind != "labels") refuse(fmt::format("kind '{}'", kind));
    encoder.threshold_ = json.value("threshold", 0.5);
    encoder.drops_missing_ = json.value("drops_missing", false);
    encoder.are_shares_ = json.value("shares", false);
    for (const nlohmann::json& scaling : json.value("scales", nlohmann::json::array())) {
      encoder.scalings_.emplace_back(scaling);
    }
    if (!encoder.scalings_.empty() && encoder.scalings_.size() != encoder.columns_.size()) refuse("its scales");
    if (kind == "labels") {
      encoder.kind_ = TargetKind::kLabels;
      encoder.classes_ = ClassList(json.at("classes").get<std::vector<std::string>>());
      encoder.separator_ = json.at("separator").get<std::string>();
    }
    if (kind == "classes") {
      encoder.kind_ = TargetKind::kClasses;
      encoder.classes_ = ClassList(json.at("classes").get<std::vector<std::string>>());
      encoder.positive_ = encoder.classes_.find(json.at("positive").get<std::string>());
      const bool is_one_hot = std::ssize(encoder.columns_) == encoder.num_classes();
      if ((encoder.columns_.size() != 1 && !is_one_hot) || encoder.positive_ < 0)
        refuse("its classes do not fit together");
    }
  } catch (const nlohmann::json::exception& error) {
    refuse(error.what());
  }
  return encoder;
}

}  // namespace nnctl::data
