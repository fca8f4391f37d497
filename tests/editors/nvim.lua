-- nvim --headless -u INIT -l nvim.lua SCENARIO.json: what a user of Neovim does with a field, and what he sees.
local scenario = vim.json.decode(table.concat(vim.fn.readfile(_G.arg[1]), "\n"))
local PATIENCE = 60000 -- milliseconds: of a machine under load
vim.o.swapfile = false

local failed = false
local function check(what, ok, seen)
  io.stdout:write(string.format("%s %s\n", ok and "PASS" or "FAIL", what))
  if not ok then
    failed = true
    io.stdout:write("     seen: " .. vim.inspect(seen) .. "\n")
  end
end
local function wait(condition) return vim.wait(PATIENCE, condition, 20) end
local function go_to(words)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. words, "cW") > 0, "not in the file: " .. words)
end

vim.cmd.edit(scenario.file)
local buffer = vim.api.nvim_get_current_buf()
local function clients() return vim.lsp.get_clients({ bufnr = buffer, name = "alembic_ls" }) end
check("the server starts with a Python file", wait(function() return clients()[1] and clients()[1].initialized end), vim.bo.filetype)

local function told(code)
  return vim.tbl_filter(function(each) return each.source == "alembic-ls" and each.code == code end, vim.diagnostic.get(buffer))
end

-- type a field
go_to(scenario.before)
local at = vim.fn.line(".")
vim.cmd("normal! O\21" .. scenario.field) -- \21 is CTRL-U: without the indentation that the editor offers
wait(function() return #told(scenario.code) > 0 end)
local found = told(scenario.code)
check("a field that is typed is told", #found == 1 and found[1].lnum + 1 == at and found[1].message:find(scenario.told, 1, true), vim.diagnostic.get(buffer))
check("the file was not saved", vim.bo.modified)
check("no traceback and no message is in the way", vim.fn.execute("messages") == "", vim.fn.execute("messages"))

-- hover
go_to(scenario.hover)
vim.lsp.buf.hover()
local function windows()
  return vim.tbl_filter(function(each) return vim.api.nvim_win_get_config(each).relative ~= "" end, vim.api.nvim_list_wins())
end
wait(function() return #windows() > 0 end)
local shown = windows()[1] and table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(windows()[1]), 0, -1, false), "\n") or ""
check("hover shows the column", shown:find(scenario.shown, 1, true), shown)
if windows()[1] then vim.api.nvim_win_close(windows()[1], true) end

-- go to the revision, and come back
go_to(scenario.hover)
vim.lsp.buf.definition()
wait(function() return vim.api.nvim_buf_get_name(0):find("/versions/", 1, true) end)
local there = vim.api.nvim_buf_get_name(0)
check("definition leads to the revision", there:find("/versions/", 1, true) and vim.api.nvim_get_current_line():find(scenario.there, 1, true), { there, vim.api.nvim_get_current_line() })
vim.api.nvim_set_current_buf(buffer)

-- the fix: a new revision, in a buffer that is not saved; without it the field is told again
local function revisions()
  return vim.tbl_filter(function(each)
    return vim.api.nvim_buf_is_loaded(each) and vim.api.nvim_buf_get_name(each):find("/versions/", 1, true) and vim.bo[each].modified
  end, vim.api.nvim_list_bufs())
end
go_to(scenario.field)
vim.lsp.buf.code_action({ apply = true, filter = function(each) return each.title:find("^Create migration") end })
check("the fix is a new revision", wait(function() return #revisions() == 1 end), vim.fn.execute("messages"))
check("a revision that is not saved counts", wait(function() return #told(scenario.code) == 0 end), vim.diagnostic.get(buffer))
for _, each in ipairs(revisions()) do
  vim.api.nvim_buf_delete(each, { force = true })
end
check("one that is closed does not", wait(function() return #told(scenario.code) == 1 end), vim.diagnostic.get(buffer))
vim.api.nvim_set_current_buf(buffer)

-- take the field away
vim.cmd.undo()
check("a field that is removed is forgotten", wait(function() return #told(scenario.code) == 0 end), vim.diagnostic.get(buffer))
check("the buffer is what it was", not vim.bo.modified)

clients()[1]:stop()
check("the server ends", wait(function() return #clients() == 0 end), clients())
io.stdout:flush()
vim.cmd(failed and "cquit!" or "quitall!")
