-- How does a new generation of counters begin? The old one ends; the new one is loaded in pieces
-- beside it, and takes its place as a whole.
--
-- KEYS: counts and holds, and where the new ones are loaded.
-- ARGV: generation, what to do, its arguments in MessagePack. The answer is MessagePack, too.

local COUNTS, HOLDS, NEXT_COUNTS, NEXT_HOLDS = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local FORGOTTEN_S = 600
local generation = ARGV[1]
local given = cmsgpack.unpack(ARGV[3])
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')

local begin = {}

local function live()
    return tonumber(string.match(redis.call('HGET', COUNTS, 'token') or '', '^(%d+):') or 0)
end

-- The number of the one that ended.
function begin.drop()
    local ended = live()
    redis.call('HDEL', COUNTS, 'token')
    redis.call('HDEL', HOLDS, 'token')
    return ended
end

-- Pairs of field and value, for counts and for holds.
function begin.load(arguments)
    for number, key in ipairs({NEXT_COUNTS, NEXT_HOLDS}) do
        for _, pair in ipairs(arguments[number]) do
            redis.call('HSET', key, pair[1], cmsgpack.pack(pair[2]))
        end
        redis.call('HSET', key, 'run', run)
        redis.call('EXPIRE', key, FORGOTTEN_S)
    end
    return true
end

-- How many there must be of each. Whoever comes late, or loaded into another run of the server, does
-- not begin.
function begin.start(arguments)
    if live() >= tonumber(generation) then
        return false
    end
    for number, key in ipairs({NEXT_COUNTS, NEXT_HOLDS}) do
        local is_whole = redis.call('HLEN', key) == arguments[number] + 1
        if not is_whole or redis.call('HGET', key, 'run') ~= run then
            return false
        end
    end
    for number, key in ipairs({NEXT_COUNTS, NEXT_HOLDS}) do
        local place = KEYS[number]
        redis.call('RENAME', key, place)
        redis.call('PERSIST', place)
        redis.call('HDEL', place, 'run')
        redis.call('HSET', place, 'token', generation .. ':' .. run)
    end
    redis.call('HSET', COUNTS, 'grants', 0)
    return true
end

return cmsgpack.pack(begin[ARGV[2]](given))
