"""What a shop's chats say of its service: conversion, answers, waiting times, follow-ups, and the score card."""
