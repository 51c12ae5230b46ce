import { createEvent, fireEvent } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countFrames, EVERY_MS } from '@/features/booth/kiosk/frames'
import { isBrowsers, lockPage } from '@/features/booth/kiosk/lock'
import { screenId } from '@/features/booth/kiosk/screenId'

const keys = { key: 'a', ctrlKey: false, altKey: false, metaKey: false, altGraph: false }

describe('whose page it is', () => {
  it('is the own screen by its address alone', () => {
    expect(screenId('#screen=0123456789abcdef')).toBe('0123456789abcdef')
    for (const other of ['', '#', '#screen=', '#screen=0123', '#screen=0123456789ABCDEF', '#x']) {
      expect(screenId(other)).toBeNull()
    }
  })
})

describe('counting frames', () => {
  let draw: (() => void)[]
  const drawing = {
    requestAnimationFrame: (drawn: () => void) => draw.push(drawn),
    cancelAnimationFrame: () => (draw = []),
    setTimeout: (run: () => void, ms: number) => window.setTimeout(run, ms),
    clearTimeout: (handle: number) => window.clearTimeout(handle),
  }

  beforeEach(() => {
    vi.useFakeTimers()
    draw = []
  })
  afterEach(() => vi.useRealTimers())

  it('tells each frame, and asks for the next after a while', () => {
    const told: number[] = []
    countFrames((frames) => told.push(frames), drawing)
    expect(told).toEqual([])
    draw.pop()?.()
    vi.advanceTimersByTime(EVERY_MS)
    draw.pop()?.()
    expect(told).toEqual([1, 2])
    expect(vi.getTimerCount()).toBe(1)
  })

  it('tells nothing while nothing is drawn, however long timers run', () => {
    const told: number[] = []
    countFrames((frames) => told.push(frames), drawing)
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
    expect(draw).toHaveLength(1)
  })

  it('ends', () => {
    const told: number[] = []
    const end = countFrames((frames) => told.push(frames), drawing)
    draw.pop()?.()
    end()
    vi.advanceTimersByTime(60_000)
    expect([draw.length, vi.getTimerCount(), told.length]).toEqual([0, 0, 1])
  })
})

describe('the lock', () => {
  it.each([
    ['zoom', { key: '+', ctrlKey: true }],
    ['a new tab', { key: 't', ctrlKey: true }],
    ['the window', { key: 'F4', altKey: true }],
    ['back', { key: 'ArrowLeft', altKey: true }],
    ['the system', { key: 'd', metaKey: true }],
    ['help', { key: 'F1' }],
    ['tools', { key: 'F12' }],
    ['the menu', { key: 'ContextMenu' }],
    ['back on a media keyboard', { key: 'BrowserBack' }],
  ])('takes %s from the browser', (_, pressed) => {
    expect(isBrowsers({ ...keys, ...pressed })).toBe(true)
  })

  it.each([
    ['a letter', { key: 'ä' }],
    ['a capital', { key: 'F' }],
    ['the at sign', { key: '@', ctrlKey: true, altKey: true, altGraph: true }],
    ['going on', { key: 'Tab' }],
    ['choosing', { key: 'Enter' }],
    ['taking back', { key: 'Backspace' }],
    ['closing a window of the page', { key: 'Escape' }],
  ])('leaves %s to the page', (_, pressed) => {
    expect(isBrowsers({ ...keys, ...pressed })).toBe(false)
  })

  it('holds until it is undone', () => {
    const unlock = lockPage()
    expect(document.documentElement.dataset.kiosk).toBe('true')
    expect(fireEvent.contextMenu(document.body)).toBe(false)
    expect(fireEvent.wheel(document.body, { ctrlKey: true })).toBe(false)
    expect(fireEvent.wheel(document.body)).toBe(true)
    expect(fireEvent.keyDown(document.body, { key: '0', ctrlKey: true })).toBe(false)
    expect(fireEvent.keyDown(document.body, { key: 'a' })).toBe(true)
    expect(fireEvent(document.body, createEvent.drop(document.body))).toBe(false)
    unlock()
    expect(document.documentElement.dataset.kiosk).toBeUndefined()
    expect(fireEvent.contextMenu(document.body)).toBe(true)
  })
})
