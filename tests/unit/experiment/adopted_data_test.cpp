// data.preprocessing: what another run has fitted, used for other rows.
#include "experiment/adopted_data.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "experiment/open.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/shared_data.hpp"
#include "experiment/training.hpp"

namespace nnctl::experiment {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("nnctl_adopted_test_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
    fs::current_path(path_);
    // Of the first rows city 'x' is the commonest; of the others, whose numbers are larger, 'z', which is new.
    std::ofstream old_rows("old.csv");
    std::ofstream new_rows("new.csv");
    old_rows << "a,b,city,text,kind\n";
    new_rows << "more,kind,text,city,b,a\n";
    for (int i = 0; i < 60; ++i) {
      old_rows << (i % 7 == 0 ? "" : std::to_string(i % 13)) << ',' << i % 11 << ',' << (i % 4 == 0 ? "y" : "x")
               << ",\"word" << i % 5 << " and\","
               << "pqr"[i % 3] << '\n';
      new_rows << i << ',' << "pq"[i % 2] << ",\"word" << i % 9 << " and\"," << (i % 4 == 0 ? "x" : "z") << ','
               << 100 + i << ',' << i << '\n';
    }
    std::ofstream("old.yaml") << "data:\n  train: old.csv\n  target: kind\n"
                                 "  columns: {a: {scale: minmax, missing: median}, text: {type: text}}\n" +
                                     kRest;
    std::ofstream("new.yaml") << "data:\n  train: new.csv\n  target: kind\n  preprocessing: old.safetensors\n" + kRest;
  }
  ~Folder() {
    fs::current_path(fs::temp_directory_path());
    fs::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  static OpenedExperiment open(const std::string& config, const std::vector<std::string>& overrides = {}) {
    return open_experiment(load_config(config, overrides, std::nullopt));
  }
  // An untrained model is as good as a trained one here.
  static void save(const OpenedExperiment& opened, const std::string& file) {
    const std::vector<Real> weights(static_cast<std::size_t>(opened.assembly.plan->packed_size()));
    write_file_atomically(
        file, serialize_model(opened.assembly, *opened.data, config_text(opened.assembly.config, "."), weights, {}));
  }
  static std::string error(const std::string& config, const std::vector<std::string>& overrides) {
    try {
      open(config, overrides);
    } catch (const UserError& caught) {
      return caught.what();
    }
    return "none";
  }

 private:
  inline static const std::string kRest =
      "model: {layers: [{type: dense, units: auto, activation: softmax}]}\ntraining: {epochs: 1}\n";
  fs::path path_;
};

std::vector<Real> features_of(const data::Dataset& rows) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(rows.num_rows()));
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int64_t>(i);
  std::vector<Real> features(ids.size() * static_cast<std::size_t>(rows.feature_shape().num_elements()));
  rows.fill(ids, {.features = features.data()});
  return features;
}

}  // namespace

TEST_CASE("rows become the features that the run would make of them") {
  const Folder folder;
  const OpenedExperiment old = Folder::open("old.yaml");
  Folder::save(old, "old.safetensors");
  const OpenedExperiment opened = Folder::open("new.yaml");
  CHECK(opened.data->preprocessing->to_json() == old.data->preprocessing->to_json());
  CHECK(opened.data->target.to_json() == old.data->target.to_json());
  CHECK(opened.data->target.classes() == std::vector<std::string>{"p", "q", "r"});
  const StoredModel model = load_model("old.safetensors");
  const data::PartRows judged = data::open_rows(opened.loaded.config.data.to_config().train, *model.preprocessing,
                                                model.target, model.loaded.config.data.to_config());
  data::PartRows training = judged;
  training.rows = opened.data->split.rows(data::Part::kTrain);
  const auto theirs = data::make_dataset(training, *model.preprocessing, &model.target, opened.assembly.encoding);
  const auto ours = opened.data->dataset(data::Part::kTrain, opened.assembly.encoding);
  CHECK(features_of(*ours) == features_of(*theirs));
  CHECK(std::ranges::find(opened.data->notes,
                          "preprocessing: that of old.safetensors; nothing is fitted to these rows") !=
        opened.data->notes.end());
  const OpenedExperiment own_target =
      Folder::open("new.yaml", {"data.preprocessing={from: old.safetensors, target: false}"});
  CHECK(run_identity(opened) != run_identity(own_target));
}

TEST_CASE("a stored config reads back to the same preparation, and its model is complete") {
  const Folder folder;
  Folder::save(Folder::open("old.yaml"), "old.safetensors");
  const OpenedExperiment opened = Folder::open("new.yaml");
  fs::create_directory("run");
  write_file_atomically("run/config.yaml", config_text(opened.assembly.config, "run"));
  const OpenedExperiment again = Folder::open("run/config.yaml");
  CHECK(again.data->preprocessing->to_json() == opened.data->preprocessing->to_json());
  CHECK(run_identity(again) == run_identity(opened));
  CHECK(again.assembly.config.data.features == std::vector<std::string>{"a", "b", "city", "text"});
  Folder::save(opened, "new.safetensors");
  fs::remove("old.safetensors");
  CHECK(load_model("new.safetensors").preprocessing->to_json() == opened.data->preprocessing->to_json());
  // A run that took its preprocessing from another can be taken from in turn.
  Folder::save(opened, "old.safetensors");
  CHECK(Folder::open("new.yaml").data->preprocessing->to_json() == opened.data->preprocessing->to_json());
}

TEST_CASE("features come in the run's order, and may be some of them") {
  const Folder folder;
  Folder::save(Folder::open("old.yaml"), "old.safetensors");
  const auto features = [](const std::string& set) {
    return Folder::open("new.yaml", {set}).data->preprocessing->columns();
  };
  CHECK(features("data.features=[city, b]") == std::vector<std::string>{"b", "city"});
  CHECK(features("data.features=[\"?\", city]") == std::vector<std::string>{"a", "b", "city"});
  CHECK(features("data.exclude=[text]") == std::vector<std::string>{"a", "b", "city"});
  CHECK(features("data.weight=b") == std::vector<std::string>{"a", "city", "text"});
}

TEST_CASE("what the config says otherwise than the run is a mistake") {
  const Folder folder;
  Folder::save(Folder::open("old.yaml"), "old.safetensors");
  const std::string own_target =
      "for a target of its own write data.preprocessing: {from: old.safetensors, target: false}\n";
  CHECK(Folder::error("new.yaml", {"data.columns={a: {missing: mean, scale: minmax}}"}) ==
        "--set 1:28: error: 'missing' of column 'a' is mean here, and median in 'old.safetensors'\n"
        "data.columns={a: {missing: mean, scale: minmax}}\n"
        "                           ^\n"
        "  hint: remove it here: types and options of columns are the run's\n");
  CHECK(Folder::error("new.yaml", {"data.columns={\"c*\": boolean}"}) ==
        "--set 1:21: error: column 'city' is of type boolean here, and of type category in 'old.safetensors'\n"
        "data.columns={\"c*\": boolean}\n"
        "                    ^\n"
        "  hint: remove it here: types and options of columns are the run's\n");
  CHECK(Folder::error("new.yaml", {"data.defaults={number: {scale: robust}}"}) ==
        "--set 1:32: error: 'scale' of column 'a' is robust here, and minmax in 'old.safetensors'\n"
        "data.defaults={number: {scale: robust}}\n"
        "                               ^\n"
        "  hint: remove it here: types and options of columns are the run's\n");
  CHECK(Folder::error("new.yaml", {"data.features=[a, more]"}) ==
        "--set 1:19: error: 'more' is no feature of 'old.safetensors'\n"
        "data.features=[a, more]\n"
        "                  ^\n"
        "  hint: expected 'a', 'b', 'city' or 'text'\n");
  CHECK(Folder::error("new.yaml", {"data.target=city"}) ==
        "--set 1:13: error: the target is city here, and kind in 'old.safetensors'\n"
        "data.target=city\n"
        "            ^\n"
        "  hint: " +
            own_target);
  CHECK(Folder::error("new.yaml", {"data.target={column: kind, classes: [q, p], positive: q}"}) ==
        "--set 1:37: error: 'classes' are others here than in 'old.safetensors': p, q, r\n"
        "data.target={column: kind, classes: [q, p], positive: q}\n"
        "                                    ^\n"
        "  hint: remove them here; " +
            own_target +
            "--set 1:55: error: 'positive' is q here, and r in 'old.safetensors'\n"
            "data.target={column: kind, classes: [q, p], positive: q}\n"
            "                                                      ^\n"
            "  hint: remove it here; " +
            own_target);
  CHECK(Folder::error("old.yaml", {"data.preprocessing=nowhere"}) ==
        "--set 1:20: error: 'nowhere' does not exist\n"
        "data.preprocessing=nowhere\n"
        "                   ^\n"
        "  hint: give a run directory, a model file or a config that was trained\n");
  // What is said alike is none.
  CHECK(Folder::error("new.yaml", {"data.columns={a: {missing: median}, \"[bc]*\": number, b: number}",
                                   "data.defaults={number: {scale: standard}}"}) != "none");
  CHECK(Folder::error("new.yaml", {"data.columns={a: {missing: median}, b: {scale: standard}}",
                                   "data.defaults={category: {min_count: 1}}"}) == "none");
}

TEST_CASE("columns that the new rows lack") {
  const Folder folder;
  Folder::save(Folder::open("old.yaml"), "old.safetensors");
  std::ofstream("less.csv") << "a,kind,City,text\n1,p,x,word\n2,q,x,and\n1,p,y,word\n2,q,x,and\n";
  const std::vector<std::string> less = {"data.train=less.csv",
                                         "data.split={strategy: random, validation: 0, test: 0}"};
  CHECK(Folder::error("new.yaml", less) ==
        "new.yaml:4:18: error: column 'b', a feature of 'old.safetensors', is missing in 'less.csv'\n"
        "  preprocessing: old.safetensors\n"
        "                 ^\n"
        "  hint: to do without it, list the others as data.features\n"
        "new.yaml:4:18: error: column 'city', a feature of 'old.safetensors', is missing in 'less.csv'\n"
        "  preprocessing: old.safetensors\n"
        "                 ^\n"
        "  hint: is it 'City'? to do without it, list the others as data.features\n");
  std::vector<std::string> some = less;
  some.push_back("data.features=[text, a]");
  CHECK(Folder::open("new.yaml", some).data->preprocessing->columns() == std::vector<std::string>{"a", "text"});
}

TEST_CASE("a target of its own, and classes that the run does not know") {
  const Folder folder;
  Folder::save(Folder::open("old.yaml"), "old.safetensors");
  const OpenedExperiment opened =
      Folder::open("new.yaml", {"data.preprocessing={from: old.safetensors, target: false}", "data.target=city"});
  CHECK(opened.data->target.classes() == std::vector<std::string>{"x", "z"});
  CHECK(opened.data->preprocessing->columns() == std::vector<std::string>{"a", "b", "text"});
  std::ofstream("other.csv") << "a,b,city,text,kind\n1,1,x,word,p\n2,2,x,and,s\n";
  CHECK(Folder::error("new.yaml", {"data.train=other.csv", "data.split={validation: 0, test: 0}"}) ==
        "other.csv:3: error: row 2, column 'kind': 's' is not one of the classes\n"
        "  hint: classes: p, q, r; the target is read as in old.safetensors; for one of its own: data.preprocessing: "
        "{from: RUN, target: false}\n");
}

TEST_CASE("scaled numbers keep the run's scale, whatever the rows") {
  const Folder folder;
  const std::vector<std::string> regression = {"data.target={column: b, scale: standard}", "data.exclude=[kind]",
                                               "model.layers=[{type: dense, units: auto}]"};
  const OpenedExperiment old = Folder::open("old.yaml", regression);
  Folder::save(old, "old.safetensors");
  std::vector<std::string> taken = regression;
  taken[0] = "data.target=b";
  const OpenedExperiment opened = Folder::open("new.yaml", taken);
  REQUIRE(opened.data->target.scalings().size() == 1);
  CHECK(opened.data->target.scalings()[0].offset() == old.data->target.scalings()[0].offset());
  CHECK(opened.assembly.config.data.target.scale == data::Scale::kStandard);
  taken[0] = "data.target={column: b, scale: minmax}";
  CHECK(
      Folder::error("new.yaml", taken)
          .starts_with("--set 1:32: error: 'scale' of the target is minmax here, and standard in 'old.safetensors'\n"));
}

TEST_CASE("windows of another length on the run's scales") {
  const Folder folder;
  const auto windows = [](int length) {
    return std::vector<std::string>{"data.target=b", "data.order_by=a", "data.features=[more]",
                                    "data.window={length: " + std::to_string(length) + "}",
                                    "model.layers=[flatten, {type: dense, units: auto}]"};
  };
  std::vector<std::string> first = windows(3);
  first.emplace_back("data.preprocessing=null");
  Folder::save(Folder::open("new.yaml", first), "old.safetensors");
  std::vector<std::string> second = windows(5);
  second.emplace_back("data.split={validation: 0.3, test: 0}");
  const OpenedExperiment opened = Folder::open("new.yaml", second);
  CHECK(opened.data->preprocessing->feature_shape() == Shape{5, 2});
  CHECK(opened.data->preprocessing->to_json()["rows"] ==
        load_model("old.safetensors").preprocessing->to_json()["rows"]);
  Folder::save(Folder::open("old.yaml"), "old.safetensors");
  std::vector<std::string> no_history = windows(5);
  no_history[2] = "data.features=[text]";
  no_history[0] = "data.target=more";
  no_history.emplace_back("data.preprocessing={from: old.safetensors, target: false}");
  CHECK(Folder::error("new.yaml", no_history) ==
        "--set 4:13: error: the target's own history is a feature of windows, and 'old.safetensors' has no feature "
        "'more'\n"
        "data.window={length: 5}\n"
        "            ^\n"
        "  hint: set data.window.target_history: false, or name a run on windows\n");
}

namespace {

/// An NPY file of bytes 0, 1 and 2.
void write_bytes(const std::string& file, const Shape& shape, int value) {
  std::ofstream out(file, std::ios::binary);
  std::string axes;
  for (int axis = 0; axis < shape.rank(); ++axis) axes += std::to_string(shape[axis]) + ", ";
  std::string dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + axes + "), }";
  while ((10 + dictionary.size() + 1) % 64 != 0) dictionary += ' ';
  dictionary += '\n';
  out << "\x93NUMPY\x01" << '\0' << static_cast<char>(dictionary.size()) << '\0' << dictionary;
  for (std::int64_t i = 0; i < shape.num_elements(); ++i) out.put(static_cast<char>((i * value) % 3));
}

}  // namespace

TEST_CASE("rows of two axes are sequences where the layers take no image") {
  const Folder folder;
  write_bytes("x.npy", {40, 6, 3}, 5);
  write_bytes("y.npy", {40, 1}, 1);
  std::ofstream("two.yaml") << "data: {train: {x: x.npy, y: y.npy}}\n"
                            << "model: {layers: [flatten, {type: dense, units: auto, activation: softmax}]}\n"
                            << "training: {epochs: 1}\n";
  const auto shape = [](const std::string& layers) {
    const OpenedExperiment opened =
        Folder::open("two.yaml", {"model.layers=[" + layers + ", {type: dense, units: auto, activation: softmax}]"});
    const std::vector<std::int64_t>& written = opened.assembly.config.data.shape;
    const Shape used = opened.data->preprocessing->feature_shape();
    if (!written.empty()) CHECK(Shape(written) == used);
    return used;
  };
  const Shape image{6, 3, 1};
  const Shape sequence{6, 3};
  CHECK(shape("flatten") == image);
  CHECK(shape("{type: conv2d, filters: 2, kernel_size: 2}, flatten") == image);
  CHECK(shape("{type: lstm, units: 2}") == sequence);
  CHECK(shape("{type: rescaling, scale: 2}, {type: conv1d, filters: 2, kernel_size: 2}, flatten") == sequence);
  // trainings that share their data do so only where they see them in one shape
  SharedData shared;
  for (const auto& [layers, expected] : {std::pair{"{type: lstm, units: 2}", sequence},
                                         {"{type: conv2d, filters: 2, kernel_size: 2}, flatten", image},
                                         {"flatten", image},
                                         {"{type: gru, units: 2}", sequence}}) {
    const std::vector<std::string> overrides{"model.layers=[" + std::string(layers) +
                                             ", {type: dense, units: auto, activation: softmax}]"};
    CHECK(shared.open(load_config("two.yaml", overrides, std::nullopt)).data->preprocessing->feature_shape() ==
          expected);
  }
  // a mistake further on is told of the sequence
  const std::string error = Folder::error(
      "two.yaml", {"model.layers=[{type: lstm, units: 2}, {type: gru, units: 2}, {type: dense, units: auto}]"});
  CHECK(error.find("gru needs an input (steps, features), got (None, 2)") != std::string::npos);
}

TEST_CASE("arrays keep scale and shape") {
  const Folder folder;
  for (const std::string set : {"old", "new"}) {
    write_bytes(set + "_x.npy", {40, 4}, set == "old" ? 5 : 7);
    write_bytes(set + "_y.npy", {40, 1}, 1);
    std::ofstream(set + "_arrays.yaml") << "data:\n  train: {x: " << set << "_x.npy, y: " << set << "_y.npy}\n"
                                        << "model: {layers: [flatten, {type: dense, units: auto, activation: "
                                           "softmax}]}\ntraining: {epochs: 1}\n";
  }
  Folder::save(Folder::open("old_arrays.yaml", {"data.scale=none", "data.shape=[2, 2]"}), "old.safetensors");
  const std::string from = "data.preprocessing=old.safetensors";
  const OpenedExperiment opened = Folder::open("new_arrays.yaml", {from});
  CHECK(opened.data->preprocessing->to_json() == load_model("old.safetensors").preprocessing->to_json());
  CHECK(Folder::open("new_arrays.yaml", {from, "data.shape=[4, 1]"}).data->preprocessing->feature_shape() ==
        Shape{4, 1});
  CHECK(Folder::error("new_arrays.yaml", {from, "data.scale=unit"}) ==
        "--set 2:12: error: elements are divided by 255 with this 'scale', and by 1 in 'old.safetensors'\n"
        "data.scale=unit\n"
        "           ^\n"
        "  hint: remove it: the scale is the run's\n");
  CHECK(Folder::error("new.yaml", {}) ==
        "new.yaml:4:18: error: 'old.safetensors' was trained on arrays, and 'train' is CSV\n"
        "  preprocessing: old.safetensors\n"
        "                 ^\n"
        "  hint: name a run on data of the same kind\n");
}

}  // namespace nnctl::experiment
