// The update with everything turned on: the same bits for any number of threads.
#include "train/update.hpp"

#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

using schema::Node;

struct Asked {
  const char* optimizer;
  Keys keys;
};

const std::vector<Asked>& everything() {
  static const Node few = Node::integer(3);
  static const Node some = Node::number(0.1);
  static const std::vector<Asked> list = {
      {"adam", {{"clipnorm", some}, {"weight_decay", some}}},
      {"nadam", {{"global_clipnorm", some}, {"gradient_accumulation_steps", few}}},
      {"sgd", {{"clipvalue", some}, {"use_ema", Node::boolean(true)}, {"ema_overwrite_frequency", few}}},
      {"adafactor", {{"use_ema", Node::boolean(true)}, {"gradient_accumulation_steps", few}}},
      {"lamb", {{"clipnorm", some}}}};
  return list;
}

ModelPlan large_plan(bool constrained) {
  Keys keys = {{"units", Node::integer(300)}};
  if (constrained) keys.push_back({"kernel_constraint", Node::string("non_neg")});
  return {{layer_spec("wide", "dense", keys), dense_spec("out", 50)}, {Shape{300}}, false};
}

TEST_CASE("an update gives the same bits for any number of threads and of gradient slots in order") {
  for (const bool constrained : {false, true}) {
    const ModelPlan plan = large_plan(constrained);
    for (const auto& [name, keys] : everything()) {
      INFO(name);
      const auto optimizer = part<Optimizer>(name, keys).make();
      std::string hash;
      for (const int threads : {1, 2, 4}) {
        ThreadPool pool(threads);
        TrainedArrays arrays(plan, *optimizer);
        initialize(plan, 3, arrays.weights());
        WeightUpdate update(plan, *optimizer, arrays, pool);
        const auto size = static_cast<std::size_t>(plan.packed_size());
        const RandomStream random(7, "gradient");
        for (std::int64_t step = 0; step < 7; ++step) {
          std::vector<Real> gradients(2 * size);
          for (std::size_t i = 0; i < gradients.size(); ++i) {
            gradients[i] = static_cast<Real>(random.uniform(static_cast<std::uint64_t>(step), i) - 0.5);
          }
          update.run(step, 0.01, {gradients.data(), 2, static_cast<std::int64_t>(size)});
        }
        std::string own = weights_hash(plan, arrays.weights());
        for (const auto& [slot, values] : arrays.state()) {
          if (values.size() == size) own += weights_hash(plan, values);
        }
        if (threads > 1) CHECK(own == hash);
        hash = own;
        if (constrained) {
          const Parameter& kernel = plan.parameters()[0];
          const auto values =
              arrays.weights().subspan(static_cast<std::size_t>(kernel.offset), static_cast<std::size_t>(kernel.size));
          CHECK(std::ranges::none_of(values, [](Real value) { return value < 0; }));
        }
      }
    }
  }
}

}  // namespace
}  // namespace nnctl::train
