// nnctl predict RUN [FILE...]: one row out for each row in, in order.
#include <algorithm>
#include <iostream>
#include <numeric>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/edit_distance.hpp"
#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/forecast.hpp"
#include "cli/prediction_rows.hpp"
#include "data/array_file.hpp"
#include "data/columns.hpp"
#include "data/ndjson_stream.hpp"
#include "data/requests.hpp"
#include "data/table_stream.hpp"
#include "experiment/ids.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/stored_model.hpp"
#include "train/predictor.hpp"

namespace nnctl::cli {

namespace {

using data::Table;
using experiment::StoredModel;

/// What is to be read of the columns, with those to repeat in front of the predictions.
data::TableRequest request_of(const StoredModel& model, const std::string& keep) {
  data::TableRequest request = data::request_for(*model.preprocessing, nullptr, data::DataConfig{});
  request.csv = model.loaded.config.data.csv_options();
  request.keeps_all = keep == "all";
  std::string_view rest = request.keeps_all ? "" : keep;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    request.kept.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return request;
}

void note_extra_columns(const Context& context, const Table& table, const StoredModel& model) {
  const auto ignored = data::other_columns(table.columns(), model.preprocessing->columns(), model.target.columns());
  if (!ignored.empty()) context.note(fmt::format("columns not used: {}", fmt::join(ignored, ", ")));
}

data::ByteSource open_input(const std::string& file) {
  return file == "-" ? data::ByteSource::stream(std::cin, "standard input") : data::open_array(file);
}

std::vector<data::ByteSource> open_inputs(std::vector<std::string> files) {
  if (files.empty()) files = {"-"};
  std::vector<data::ByteSource> sources;
  for (const std::string& file : files) sources.push_back(open_input(file));
  return sources;
}

// The rows to predict, piece by piece as they come: of tables those that have arrived, of arrays all.
class Input {
 public:
  Input(const StoredModel& model, std::vector<std::string> files, data::TableRequest request)
      : model_(model), files_(std::move(files)), request_(std::move(request)) {
    if (files_.empty()) files_ = {"-"};
    if (!is_arrays()) return;
    if (request_.keeps_all || !request_.kept.empty()) {
      throw UserError(Fault::kUsage, "--keep names columns, and arrays have none",
                      "predictions come in the rows' order");
    }
    arrays_ = model.preprocessing->read_unlabelled(open_inputs(files_), request_);
  }

  /// Null at the end.
  std::shared_ptr<const data::Samples> next() {
    if (is_arrays()) return std::exchange(arrays_, nullptr);
    while (true) {
      if (!rows_.has_value() && next_file_ == files_.size()) return nullptr;
      if (!rows_.has_value()) begin_file(files_[next_file_++]);
      std::optional<Table> table = std::visit([](auto& rows) { return rows.next(); }, *rows_);
      if (!table) {
        rows_.reset();
        continue;
      }
      keep_same_columns(*table);
      return std::make_shared<const data::TableSamples>(std::move(*table));
    }
  }

 private:
  bool is_arrays() const { return model_.loaded.config.data.train.arrays; }

  void begin_file(const std::string& file) {
    data::ByteSource source = open_input(file);
    if (data::looks_like_ndjson(source.peek(1))) {
      rows_.emplace(data::NdjsonStream(std::move(source), request_));
    } else {
      rows_.emplace(data::TableStream(std::move(source), request_, request_.csv));
    }
  }

  // The columns kept are those of the first file, whatever order others have them in.
  void keep_same_columns(const Table& table) {
    for (const std::string& name : request_.kept) {
      if (table.find_column(name) >= 0) continue;
      throw UserError(Fault::kUsage, fmt::format("--keep names column '{}', which the input does not have", name),
                      schema::name_hint(name, table.columns()));
    }
    if (!std::exchange(request_.keeps_all, false)) return;
    request_.kept = table.columns();
  }

  const StoredModel& model_;
  std::vector<std::string> files_;
  std::size_t next_file_ = 0;
  data::TableRequest request_;
  std::shared_ptr<const data::Samples> arrays_;
  std::optional<std::variant<data::TableStream, data::NdjsonStream>> rows_;
};

// Predictions for rows as they come, as text.
class Predictor {
 public:
  struct Counts {
    std::int64_t rows = 0;
    std::int64_t blank = 0;
  };

  Predictor(const StoredModel& model, const PredictArguments& arguments, ThreadPool& pool)
      : model_(model),
        skips_bad_rows_(arguments.bad_rows == "blank"),
        fields_(model),
        writer_(arguments.format == "ndjson"),
        pool_(pool) {}

  std::string predict(const std::shared_ptr<const data::Samples>& input) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(input->num_rows()));
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
    std::vector<std::int64_t> bad;
    const std::unique_ptr<data::Dataset> dataset =
        model_.preprocessing->dataset(input, rows, {}, skips_bad_rows_ ? &bad : nullptr);
    experiment::check_ids(*model_.assembly.plan, *model_.preprocessing, input, rows, skips_bad_rows_ ? &bad : nullptr);
    const std::vector<Real> outputs = train::predict(*model_.assembly.plan, model_.weights, *dataset, pool_);
    const std::int64_t width = model_.assembly.plan->output().num_elements();
    std::vector<Field> fields;
    for (const std::int64_t row : rows) {
      fields.clear();
      if (const Table* table = input->table()) {
        for (const data::Column& column : table->kept()) {
          fields.push_back({column.name(), std::string(column.cell(row).raw_text())});
        }
      }
      fields_.append(outputs.data() + row * width, std::ranges::binary_search(bad, row), fields);
      writer_.row(fields);
    }
    counts_.rows += std::ssize(rows);
    counts_.blank += std::ssize(bad);
    return writer_.take();
  }

  const Counts& counts() const { return counts_; }

 private:
  const StoredModel& model_;
  bool skips_bad_rows_;
  PredictionFields fields_;
  RowWriter writer_;
  ThreadPool& pool_;
  Counts counts_;
};

// Standard output, or a file that appears when all is there.
class Output {
 public:
  explicit Output(const Context& context) : context_(context) {
    if (context.options.output) file_.emplace(*context.options.output);
  }

  void write(const std::string& text) {
    if (file_) {
      file_->write(text);
    } else {
      context_.console.print(text);
    }
  }

  void finish(const Predictor::Counts& counts) {
    if (file_) file_->commit();
    if (counts.blank > 0) {
      context_.note(
          fmt::format("{} of {} rows could not be read; their predictions are blank", counts.blank, counts.rows));
    }
    if (!file_) return;
    if (!context_.options.json) {
      return context_.note(fmt::format("{} predictions written to {}", counts.rows, *context_.options.output));
    }
    report::Json json = report::document();
    json["rows"] = counts.rows;
    json["blank_rows"] = counts.blank;
    json["output"] = *context_.options.output;
    context_.print_json(json);
  }

 private:
  const Context& context_;
  std::optional<AtomicFile> file_;
};

}  // namespace

int predict(const Context& context, const PredictArguments& arguments) {
  if (context.options.json && !context.options.output) {
    throw UserError(Fault::kUsage, "predict --json needs --output FILE",
                    "the predictions go to the file, the summary to standard output");
  }
  if (context.options.output && std::filesystem::exists(*context.options.output) &&
      !std::filesystem::is_character_file(*context.options.output)) {
    throw UserError(Fault::kData, fmt::format("'{}' exists already", *context.options.output),
                    "nothing is overwritten: choose another --output, or remove it yourself");
  }
  const experiment::FoundRun run = experiment::find_run(arguments.run);
  const StoredModel model = experiment::load_model(run.model);
  if (!run.note.empty()) context.note(run.note);
  ThreadPool pool(context.threads());
  Output out(context);
  if (const auto* windows = dynamic_cast<const data::WindowPreprocessing*>(model.preprocessing.get())) {
    const auto rows =
        model.preprocessing->read_unlabelled(open_inputs(arguments.files), request_of(model, arguments.keep));
    const Forecast told = forecast(model, *windows, rows, arguments, pool);
    out.write(told.text);
    out.finish({told.rows, 0});
    return kOk;
  }
  Input input(model, arguments.files, request_of(model, arguments.keep));
  Predictor predictor(model, arguments, pool);
  bool is_first = true;
  while (const std::shared_ptr<const data::Samples> rows = input.next()) {
    if (std::exchange(is_first, false) && rows->table() != nullptr) note_extra_columns(context, *rows->table(), model);
    out.write(predictor.predict(rows));
  }
  out.finish(predictor.counts());
  return kOk;
}

}  // namespace nnctl::cli
