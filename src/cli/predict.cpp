// nnctl predict RUN [FILE...]: one row out for each row in, in order.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

#include <fmt/format.h>

#include "analysis/classification.hpp"
#include "base/edit_distance.hpp"
#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "data/array_file.hpp"
#include "data/columns.hpp"
#include "data/requests.hpp"
#include "experiment/ids.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/stored_model.hpp"
#include "train/predictor.hpp"

namespace nnctl::cli {

namespace {

using data::Table;
using experiment::StoredModel;

std::shared_ptr<const data::Samples> read_input(const StoredModel& model, std::vector<std::string> files,
                                                const data::TableRequest& request) {
  if (files.empty()) files = {"-"};
  std::vector<data::ByteSource> sources;
  for (const std::string& file : files) {
    sources.push_back(file == "-" ? data::ByteSource::stream(std::cin, "standard input") : data::open_array(file));
  }
  return model.preprocessing->read_unlabelled(std::move(sources), request);
}

/// What is to be read of the columns, with those to repeat in front of the predictions.
data::TableRequest request_of(const StoredModel& model, const std::string& keep) {
  data::TableRequest request = data::request_for(*model.preprocessing, nullptr, data::DataConfig{});
  request.keeps_all = keep == "all";
  std::string_view rest = request.keeps_all ? "" : keep;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    request.kept.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return request;
}

void check_kept(const Table* input, const data::TableRequest& request) {
  if (input == nullptr && (request.keeps_all || !request.kept.empty())) {
    throw UserError(Fault::kUsage, "--keep names columns, and arrays have none", "predictions come in the rows' order");
  }
  for (const std::string& name : request.kept) {
    if (input->find_column(name) >= 0) continue;
    throw UserError(Fault::kUsage, fmt::format("--keep names column '{}', which the input does not have", name),
                    schema::name_hint(name, input->columns()));
  }
}

struct Field {
  std::string name;
  std::string text;
  bool is_number = false;
};

// A number as the shortest text that reads back as the same float.
std::string number_text(Real value) { return fmt::format("{}", value); }

class RowWriter {
 public:
  explicit RowWriter(bool ndjson) : ndjson_(ndjson) {}

  void header(const std::vector<Field>& fields) {
    if (ndjson_) return;
    for (std::size_t i = 0; i < fields.size(); ++i) text_ += (i > 0 ? "," : "") + csv_cell(fields[i].name);
    text_ += '\n';
  }

  void row(const std::vector<Field>& fields) {
    if (ndjson_) {
      report::Json json = report::Json::object();
      for (const Field& field : fields) {
        json[field.name] = field.text.empty() ? report::Json()
                           : field.is_number  ? report::Json::parse(field.text, nullptr, false)
                                              : report::Json(field.text);
        if (json[field.name].is_discarded()) json[field.name] = nullptr;
      }
      text_ += report::to_line(json) + '\n';
      return;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) text_ += (i > 0 ? "," : "") + csv_cell(fields[i].text);
    text_ += '\n';
  }

  const std::string& text() const { return text_; }

 private:
  static std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
      if (c == '"') quoted += '"';
      quoted += c;
    }
    return quoted + '"';
  }

  bool ndjson_;
  std::string text_;
};

// The prediction's fields for one row of the model's output; blank ones for a row that could not be read.
class PredictionFields {
 public:
  explicit PredictionFields(const StoredModel& model)
      : target_(model.target),
        columns_(model.assembly.plan->output().num_elements()),
        answer_(model.assembly.objective->loss().answer()) {}

  std::vector<Field> fields(const Real* output, bool blank) const {
    std::vector<Field> fields;
    if (target_.kind() == data::TargetKind::kNumbers) {
      const auto& names = target_.columns();
      for (std::size_t i = 0; i < names.size(); ++i) {
        fields.push_back(
            {names.size() == 1 ? "prediction" : "prediction_" + names[i], blank ? "" : number_text(output[i]), true});
      }
      return fields;
    }
    const auto told = blank ? std::vector<std::int32_t>{0}
                            : analysis::predicted_classes(std::span(output, static_cast<std::size_t>(columns_)),
                                                          columns_, target_.positive(), boundary(answer_));
    fields.push_back({"prediction", blank ? "" : target_.classes()[static_cast<std::size_t>(told[0])]});
    if (answer_ == Answer::kMargins) return fields;  // they are not probabilities
    for (int c = 0; c < target_.num_classes(); ++c) {
      const Real p = probability(output, c);
      fields.push_back(
          {"probability_" + target_.classes()[static_cast<std::size_t>(c)], blank ? "" : number_text(p), true});
    }
    return fields;
  }

 private:
  Real probability(const Real* output, int c) const {
    const bool logits = answer_ == Answer::kLogits;
    if (columns_ == 1) {
      const Real positive = logits ? 1 / (1 + std::exp(-output[0])) : output[0];
      return c == target_.positive() ? positive : 1 - positive;
    }
    if (!logits) return output[c];
    Real sum = 0;  // of e^(z_k - z_c)
    for (std::int64_t k = 0; k < columns_; ++k) sum += std::exp(output[k] - output[c]);
    return 1 / sum;
  }

  const data::TargetEncoder& target_;
  std::int64_t columns_;
  Answer answer_;
};

void note_extra_columns(const Context& context, const Table& table, const StoredModel& model) {
  const auto ignored = data::other_columns(table.columns(), model.preprocessing->columns(), model.target.columns());
  if (!ignored.empty()) context.note(fmt::format("columns not used: {}", fmt::join(ignored, ", ")));
}

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
  const data::TableRequest request = request_of(model, arguments.keep);
  const std::shared_ptr<const data::Samples> input = read_input(model, arguments.files, request);
  const Table* table = input->table();
  if (table != nullptr) note_extra_columns(context, *table, model);
  check_kept(table, request);

  std::vector<std::int64_t> rows(static_cast<std::size_t>(input->num_rows()));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::vector<std::int64_t> bad;
  const std::unique_ptr<data::Dataset> dataset =
      model.preprocessing->dataset(input, rows, {}, arguments.bad_rows == "blank" ? &bad : nullptr);
  experiment::check_ids(*model.assembly.plan, *model.preprocessing, input, rows,
                        arguments.bad_rows == "blank" ? &bad : nullptr);
  ThreadPool pool(context.threads());
  const std::vector<Real> outputs = train::predict(*model.assembly.plan, model.weights, *dataset, pool);
  if (!bad.empty())
    context.note(fmt::format("{} of {} rows could not be read; their predictions are blank", bad.size(), rows.size()));

  const PredictionFields predictions(model);
  const std::int64_t width = model.assembly.plan->output().num_elements();
  RowWriter writer(arguments.format == "ndjson");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<Field> fields;
    if (table != nullptr) {
      for (const data::Column& column : table->kept()) {
        fields.push_back({column.name(), std::string(column.cell(static_cast<std::int64_t>(row)).raw_text())});
      }
    }
    const bool blank = std::ranges::binary_search(bad, static_cast<std::int64_t>(row));
    for (Field& field : predictions.fields(outputs.data() + static_cast<std::int64_t>(row) * width, blank)) {
      fields.push_back(std::move(field));
    }
    if (row == 0) writer.header(fields);
    writer.row(fields);
  }
  if (!context.options.output) {
    context.console.print(writer.text());
    return kOk;
  }
  write_file_atomically(*context.options.output, writer.text());
  if (context.options.json) {
    report::Json json = report::document();
    json["rows"] = rows.size();
    json["blank_rows"] = bad.size();
    json["output"] = *context.options.output;
    context.print_json(json);
  } else {
    context.note(fmt::format("{} predictions written to {}", rows.size(), *context.options.output));
  }
  return kOk;
}

}  // namespace nnctl::cli
