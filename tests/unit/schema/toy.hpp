// A small grammar to test the machinery with: a box of toys, each chosen by `type`.
#pragma once

#include <catch2/catch.hpp>

#include "schema/part.hpp"
#include "schema/render.hpp"
#include "schema/schema.hpp"

namespace nnctl::schema {

class Toy {
 public:
  static constexpr const char* kKind = "toy";
  struct Example {
    std::string yaml;
  };
  virtual ~Toy() = default;
  virtual double price() const = 0;
};

struct CarConfig {
  std::int64_t wheels = 0;
  double speed = 0.5;
};

class Car final : public Toy {
 public:
  explicit Car(const CarConfig& config) : config_(config) {}
  double price() const override { return static_cast<double>(config_.wheels) * config_.speed; }

 private:
  CarConfig config_;
};

struct BallConfig {};

class Ball final : public Toy {
 public:
  explicit Ball(const BallConfig&) {}
  double price() const override { return 1; }
};

inline const PartType<Toy>& car_toy() {
  static const auto type =
      part_type<Car, Toy>("race_car", "RaceCar", "Drives.",
                          Schema<CarConfig>("toy 'race_car'", "")
                              .required("wheels", &CarConfig::wheels, "How many wheels.", at_least(std::int64_t{1}))
                              .field("speed", &CarConfig::speed, "How fast.", in_closed(0, 1))
                              .later("colour", "Painted so."),
                          {{"{type: race_car, wheels: 4}"}}, {"auto_mobile"});
  return type;
}

inline const PartType<Toy>& ball_toy() {
  static const auto type =
      part_type<Ball, Toy>("ball", "Ball", "Rolls.", Schema<BallConfig>("toy 'ball'", ""), {{"ball"}});
  return type;
}

template <>
inline const Registry<Toy>& registry<Toy>() {
  static const Registry<Toy> list({&car_toy(), &ball_toy()}, {"kite", "TeddyBear"});
  return list;
}

enum class Lid { kOpen, kShut, kLocked };

template <>
struct Choices<Lid> {
  static const std::vector<Choice<Lid>>& all() {
    static const std::vector<Choice<Lid>> choices = {
        {"open", Lid::kOpen}, {"shut", Lid::kShut}, {"locked", Lid::kLocked, true}};
    return choices;
  }
};

struct Label {
  std::string text;
  std::optional<double> size;

  static const Schema<Label>& schema() {
    static const auto schema = Schema<Label>("'label'", "What is written on it.")
                                   .required("text", &Label::text, "The words.")
                                   .field("size", &Label::size, "Millimetres; null: what fits.", above(0.0));
    return schema;
  }

 private:
  static Check<std::optional<double>> above(double limit) {
    return {"> 0", [limit](const std::optional<double>& value) { return !value || *value > limit; }, Node::map()};
  }
};

struct Box {
  std::int64_t version = 1;
  bool wrapped = false;
  Lid lid = Lid::kShut;
  double weight = 2.5;
  std::vector<std::string> owners;
  Label label;
  PartConfig<Toy> toy = PartConfig<Toy>::named("ball");

  static const Schema<Box>& schema() {
    static const auto schema = Schema<Box>("the box", "A box.")
                                   .field("version", &Box::version, "Of the box.", at_least(std::int64_t{1}))
                                   .field("wrapped", &Box::wrapped, "In paper.")
                                   .field("lid", &Box::lid, "How it is closed.")
                                   .field("weight", &Box::weight, "Kilograms.", above(0.0))
                                   .field("owners", &Box::owners, "Whose it is.")
                                   .field("label", &Box::label, "What is written on it.")
                                   .field("toy", &Box::toy, "What is in it.")
                                   .later("ribbon", "Around it.");
    return schema;
  }
};

inline Node toy_map(const std::vector<std::pair<const char*, Node>>& keys) {
  Node map = Node::map();
  for (const auto& [key, value] : keys) map.set(key, value);
  return map;
}

inline Node plain(const char* text) { return Node::plain(text); }

/// Everything that is wrong with `node` as a box, as it would be printed.
inline std::string mistakes(const Node& node) {
  Reader reader(&Box::schema());
  Box box;
  Box::schema().read(reader, node, &box);
  try {
    reader.throw_if_failed();
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kConfig);
    return error.what();
  }
  return "";
}

}  // namespace nnctl::schema
