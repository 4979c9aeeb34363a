-- The counters of accounts and the holds that claim them: each call is one atomic step.
--
-- KEYS: counts and holds, two hashes.
-- ARGV: generation, what to do, its arguments in MessagePack. The answer is MessagePack, too, or
-- nothing where the counters of that generation are lost.
--
-- Numbers in Lua are exact up to 2^53 only, and amounts are larger. So an amount is two numbers,
-- billions and the rest: high * 10^9 + low, 0 <= low < 10^9.
--
-- Both hashes carry a token, the generation and the server's run: a hash that is lost, evicted or
-- emptied loses its token with it, and a server that was restarted has another run, whatever it
-- read from its disk.

local BASE = 1000000000
local COUNTS, HOLDS = KEYS[1], KEYS[2]
local given = cmsgpack.unpack(ARGV[3])

local function add(high, low, more_high, more_low)
    high, low = high + more_high, low + more_low
    if low >= BASE then
        return high + 1, low - BASE
    end
    return high, low
end

local function subtract(high, low, less_high, less_low)
    high, low = high - less_high, low - less_low
    if low < 0 then
        return high - 1, low + BASE
    end
    return high, low
end

local function is_less(high, low, than_high, than_low)
    return high < than_high or (high == than_high and low < than_low)
end

-- An account is a flat list, six numbers a slice: its beginning, spent (2), held (2), and 1 where
-- it was opened, that is where the ledger can say what is spent.
local SLICE = 6
local accounts, changed = {}, {}

local function account(name)
    local found = accounts[name]
    if not found then
        local packed = redis.call('HGET', COUNTS, 'a:' .. name)
        found = packed and cmsgpack.unpack(packed) or {}
        accounts[name] = found
    end
    return found
end

local function place_of(list, begins)
    for place = #list - SLICE + 1, 1, -SLICE do  -- mostly it is the last one
        if list[place] == begins then
            return place
        end
    end
end

local function new_slice(name, begins, opened)
    local list = account(name)
    local place = #list + 1
    for _, number in ipairs({begins, 0, 0, 0, 0, opened}) do
        list[#list + 1] = number
    end
    changed[name] = true
    return place
end

local function at(name, begins)
    return place_of(account(name), begins) or new_slice(name, begins, 0)
end

-- Forget what no rolling window will count again, also where clocks differ or are set.
local function prune(name, before)
    local kept, list = {}, account(name)
    for place = 1, #list, SLICE do
        if list[place] >= before or list[place + 3] ~= 0 or list[place + 4] ~= 0 then
            for offset = 0, SLICE - 1 do
                kept[#kept + 1] = list[place + offset]
            end
        end
    end
    accounts[name] = kept
end

local function save()
    for name in pairs(changed) do
        redis.call('HSET', COUNTS, 'a:' .. name, cmsgpack.pack(accounts[name]))
    end
end

local function move(place, list, high, low)
    list[place], list[place + 1] = add(list[place], list[place + 1], high, low)
end

-- A claim: account, unit, amount (2), limit (2), slice, since, carry; the last two may be false.
-- A carry-over: slice, limit (2), most (2).
local function stands(claim)
    local list = account(claim[1])
    local spent_high, spent_low, held_high, held_low = 0, 0, 0, 0
    for place = 1, #list, SLICE do
        local begins = list[place]
        if begins == claim[7] or (claim[8] and begins >= claim[8]) then
            spent_high, spent_low = add(spent_high, spent_low, list[place + 1], list[place + 2])
            held_high, held_low = add(held_high, held_low, list[place + 3], list[place + 4])
        end
    end
    local most_high, most_low = claim[5], claim[6]
    local carry = claim[9]
    if carry then
        local high, low = carry[2], carry[3]
        local place = place_of(list, carry[1])
        if place then
            high, low = subtract(high, low, list[place + 1], list[place + 2])
            high, low = subtract(high, low, list[place + 3], list[place + 4])
        end
        if is_less(carry[4], carry[5], high, low) then
            high, low = carry[4], carry[5]
        end
        if high >= 0 then
            most_high, most_low = add(most_high, most_low, high, low)
        end
    end
    return {most_high, most_low, spent_high, spent_low, held_high, held_low}
end

local function fits(claim, found)
    local high, low = add(found[3], found[4], found[5], found[6])
    high, low = add(high, low, claim[3], claim[4])
    return not is_less(found[1], found[2], high, low)
end

-- As kept: the number of the grant, and account, unit, amount (2) and slice of each claim.
local function keep(id, claims)
    local number = redis.call('HINCRBY', COUNTS, 'grants', 1)
    local kept = {}
    for place, claim in ipairs(claims) do
        local name, begins, since = claim[1], claim[7], claim[8]
        if not place_of(account(name), begins) then
            new_slice(name, begins, 0)
            if since then
                prune(name, since - math.max(begins - since, 3600000000))
            end
        end
        changed[name] = true
        move(place_of(account(name), begins) + 3, account(name), claim[3], claim[4])
        kept[place] = {name, claim[2], claim[3], claim[4], begins}
    end
    redis.call('HSET', HOLDS, 'h:' .. id, cmsgpack.pack({number, kept}))
    return number
end

local function take(id, claims)
    local found, is_held = {}, true
    for place, claim in ipairs(claims) do
        found[place] = stands(claim)
        is_held = is_held and fits(claim, found[place])
    end
    local known = redis.call('HGET', HOLDS, 'h:' .. id)
    if known then
        return {'known', cmsgpack.unpack(known)[1], found}
    end
    if not is_held then
        return {'refused', 0, found}
    end
    return {'held', keep(id, claims), found}
end

-- A settlement: id, what was used in usd (2), tokens (2) and requests (2), and the number below
-- which the hold must have been granted, or false.
local USED = {usd = 2, tokens = 4, requests = 6}

local function settle(settlement)
    local packed = redis.call('HGET', HOLDS, 'h:' .. settlement[1])
    if not packed then
        return
    end
    local held = cmsgpack.unpack(packed)
    if settlement[8] and held[1] >= settlement[8] then
        return
    end
    for _, claim in ipairs(held[2]) do
        local name = claim[1]
        local place, used = at(name, claim[5]), USED[claim[2]]
        local list = account(name)
        if used then
            move(place + 1, list, settlement[used], settlement[used + 1])
        end
        list[place + 3], list[place + 4] =
            subtract(list[place + 3], list[place + 4], claim[3], claim[4])
        changed[name] = true
    end
    redis.call('HDEL', HOLDS, 'h:' .. settlement[1])
end

-- All holds, each with its id before what is kept of it.
local function all_holds()
    local found, flat = {}, redis.call('HGETALL', HOLDS)
    for place = 1, #flat, 2 do
        local id = string.match(flat[place], '^h:(.*)$')
        if id then  -- and not the token
            found[#found + 1] = {id, cmsgpack.unpack(flat[place + 1])}
        end
    end
    return found
end

-- What is held by all holds: by account and slice.
local function all_held()
    local sums = {}
    for _, one in ipairs(all_holds()) do
        for _, claim in ipairs(one[2][2]) do
            local name, begins = claim[1], claim[5]
            sums[name] = sums[name] or {}
            local sum = sums[name][begins] or {0, 0}
            sum[1], sum[2] = add(sum[1], sum[2], claim[3], claim[4])
            sums[name][begins] = sum
        end
    end
    return sums
end

local tell = {}

function tell.take(wishes)
    local answers = {}
    for place, wish in ipairs(wishes) do
        answers[place] = take(wish[1], wish[2])
    end
    return answers
end

function tell.settle(settlements)
    for _, settlement in ipairs(settlements) do
        settle(settlement)
    end
    return true
end

function tell.stand(claims)
    local answers = {}
    for place, claim in ipairs(claims) do
        answers[place] = stands(claim)
    end
    return answers
end

-- Of pairs of account and slice: whether each was opened.
function tell.opened(slices)
    local answers = {}
    for number, slice in ipairs(slices) do
        local list = account(slice[1])
        local place = place_of(list, slice[2])
        answers[number] = place ~= nil and list[place + 5] == 1
    end
    return answers
end

-- Account, slice, spent (2): a slice that is counted already is left as it is.
function tell.open(slices)
    for _, slice in ipairs(slices) do
        local list, name = account(slice[1]), slice[1]
        local place = place_of(list, slice[2])
        if not place then
            place = new_slice(name, slice[2], 1)
            move(place + 1, list, slice[3], slice[4])
        end
        list[place + 5] = 1
        changed[name] = true
    end
    return true
end

-- Settlements that did not arrive, then account, slice, spent (2) as the ledger says. What is held
-- is summed up from the holds that stand here: of some of them the ledger does not know yet.
function tell.recount(arguments)
    for _, settlement in ipairs(arguments[1]) do
        settle(settlement)
    end
    local sums, answers = all_held(), {}
    for number, slice in ipairs(arguments[2]) do
        local name, begins = slice[1], slice[2]
        local list = account(name)
        local place = place_of(list, begins)
        local is_new = not place
        place = place or new_slice(name, begins, 1)
        local sum = sums[name] and sums[name][begins] or {0, 0}
        local off_high, off_low = subtract(list[place + 1], list[place + 2], slice[3], slice[4])
        local held_high, held_low = subtract(list[place + 3], list[place + 4], sum[1], sum[2])
        answers[number] = is_new and {0, 0, 0, 0} or {off_high, off_low, held_high, held_low}
        list[place + 1], list[place + 2] = slice[3], slice[4]
        list[place + 3], list[place + 4], list[place + 5] = sum[1], sum[2], 1
        changed[name] = true
    end
    return answers
end

-- The number of the last grant.
function tell.granted()
    return tonumber(redis.call('HGET', COUNTS, 'grants'))
end

-- Ids and grants of all holds.
function tell.holds()
    local answers = {}
    for place, one in ipairs(all_holds()) do
        answers[place] = {one[1], one[2][1]}
    end
    return answers
end

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local token = ARGV[1] .. ':' .. run
if redis.call('HGET', COUNTS, 'token') ~= token or redis.call('HGET', HOLDS, 'token') ~= token then
    return false
end
local answer = tell[ARGV[2]](given)
save()
return cmsgpack.pack(answer)
