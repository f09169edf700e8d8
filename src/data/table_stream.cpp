#include "data/table_stream.hpp"

#include <numeric>
#include <utility>

#include "data/csv.hpp"
#include "data/csv_blocks.hpp"
#include "data/table_builder.hpp"

namespace nnctl::data {

struct TableStream::State {
  State(ByteSource from, TableRequest wanted, const CsvOptions& options)
      : source(std::move(from)),
        request(std::move(wanted)),
        blocks(source, options, CsvBlocks::Pace::kArriving),
        plan(plan_rows(blocks.opening(), request, options, Storage::kText)),
        builder(plan) {
    std::vector<int> order(plan.columns.size());
    std::iota(order.begin(), order.end(), 0);
    builder.begin_file(source.name(), blocks.opening().rows_line, std::move(order));
  }

  ByteSource source;
  TableRequest request;
  CsvBlocks blocks;
  RowPlan plan;
  TableBuilder builder;
  CsvBlock block;
  BlockCells cells;
};

TableStream::TableStream(ByteSource source, TableRequest request, const CsvOptions& options)
    : state_(std::make_unique<State>(std::move(source), std::move(request), options)) {}

TableStream::~TableStream() = default;
TableStream::TableStream(TableStream&& other) noexcept = default;
TableStream& TableStream::operator=(TableStream&& other) noexcept = default;

const std::vector<std::string>& TableStream::columns() const { return state_->plan.names; }

std::optional<Table> TableStream::next() {
  State& state = *state_;
  while (state.blocks.next(state.block)) {
    state.cells.read(state.block.text(), state.plan);
    state.builder.append(state.cells);
    state.builder.throw_mistakes();
    if (state.builder.num_rows() == 0) continue;
    Table table = state.builder.take();
    order_kept(table, state.request);
    return table;
  }
  state.builder.end_file();
  return {};
}

}  // namespace nnctl::data
