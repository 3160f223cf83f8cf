"use strict";
// Sorts a table by the column whose heading is clicked: ascending, then descending. Empty cells stay last.
for (const table of document.querySelectorAll(".sortable")) {
  const body = table.tBodies[0];
  Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
    let sign = -1;
    heading.addEventListener("click", () => {
      sign = -sign;
      const keyOf = cell => cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key);
      const rows = Array.from(body.rows).map(row => ({ row, key: keyOf(row.cells[column]) }));
      rows.sort((a, b) => {
        if (a.key === "" || b.key === "") return (a.key === "") - (b.key === "");
        const areNumbers = typeof a.key === "number" && typeof b.key === "number";
        return sign * (areNumbers ? a.key - b.key : String(a.key).localeCompare(String(b.key)));
      });
      body.append(...rows.map(entry => entry.row));
    });
  });
}
